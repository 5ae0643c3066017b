"""A run's output as rows of a width; in a flood only what is new is folded."""

from __future__ import annotations

from collections import deque

from tutor.engine.events import Stream
from tutor.engine.mosaic import Look, MosaicRow
from tutor.session.output import MAX_LINES, OutputBuffer, OutputLine
from tutor.ui.spans import fold

ESCAPE = "\x1b"
Row = tuple[str, Stream | None] | MosaicRow
"""Text of one row on the screen (no stream where it is the pane's own remark), or a row of a picture."""


def rows_of(buffer: OutputBuffer, width: int, picture_height: int = 16, look: Look | None = None) -> list[Row]:
    """A buffer's lines folded to a width in cells; lines with colours stay whole and are cropped."""
    rows = _remark(buffer)
    for item in buffer.items():
        if isinstance(item, OutputLine):
            rows += _folded(item, width)
        else:
            rows += item.rows(max(width - 1, 1), picture_height, look or Look())
    return rows


def _remark(buffer: OutputBuffer) -> list[Row]:
    return [(f"… {buffer.dropped} earlier lines are not kept", None)] if buffer.dropped else []


def _folded(line: OutputLine, width: int) -> list[Row]:
    text, stream = line
    if ESCAPE in text:
        return [(text, stream)]
    text = text.expandtabs(8)
    if text.isascii() and len(text) <= width:
        return [(text, stream)]
    return [(piece, stream) for piece in fold(text, max(width, 1))]


class FoldedOutput:
    """The rows of one buffer after another, each time those of the buffer as it stands."""

    def __init__(self) -> None:
        self._buffer: OutputBuffer | None = None
        self._width = 0
        self._closed = 0
        """Lines of the buffer that are folded, those that are no longer kept included."""
        self._counts: deque[int] = deque()
        """Rows of each line that is kept."""
        self._rows: list[Row] = []

    def rows(self, buffer: OutputBuffer, width: int, picture_height: int, look: Look) -> list[Row]:
        """The same as ``rows_of``."""
        if buffer.exhibits:
            self._buffer = None  # pictures are drawn anew, in another size as well
            return rows_of(buffer, width, picture_height, look)
        if buffer is not self._buffer or width != self._width or buffer.closed - self._closed > MAX_LINES:
            self._buffer, self._width, self._closed = buffer, width, buffer.closed - buffer.kept
            self._counts, self._rows = deque(), []
        for line in buffer.newest(buffer.closed - self._closed):
            rows = _folded(line, width)
            self._counts.append(len(rows))
            self._rows += rows
        self._closed = buffer.closed
        gone = sum(self._counts.popleft() for _ in range(len(self._counts) - buffer.kept))
        del self._rows[:gone]
        unfinished = _folded(buffer.unfinished, width) if buffer.unfinished.text else []
        return [*_remark(buffer), *self._rows, *unfinished]
