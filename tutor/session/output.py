"""What a run printed: a bounded buffer, so that a flood costs neither memory nor the screen's time."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tutor.engine.drawing import Picture
    from tutor.engine.events import Stream
    from tutor.session.exhibits import Exhibit

MAX_LINES = 2000
MAX_LINE_LENGTH = 2000
MAX_EXHIBITS = 40
MAX_EXHIBIT_BYTES = 12 << 20


class OutputLine(NamedTuple):
    """One printed line."""

    text: str
    stream: Stream


class OutputBuffer:
    """The last ``MAX_LINES`` lines of a run's output, and between them what it has shown.

    A carriage return starts its line again, as progress bars want it.
    """

    def __init__(self) -> None:
        self._lines: deque[OutputLine | Exhibit] = deque(maxlen=MAX_LINES)
        self.exhibits: list[Exhibit] = []
        """What the code has shown, oldest first: the last ``MAX_EXHIBITS`` that are no larger than
        ``MAX_EXHIBIT_BYTES`` together."""
        self._open = OutputLine("", "stdout")
        self._pending_return = False
        self.dropped = 0
        """How many lines were let go at the top."""
        self.revision = 0
        """Grows with every change."""

    def append(self, stream: Stream, text: str) -> None:
        """Add text as it came, which may hold any number of lines or a part of one."""
        if not text:
            return
        self.revision += 1
        *complete, last = text.split("\n")
        if len(complete) > MAX_LINES:
            self.dropped += len(complete) - MAX_LINES
            self._open = OutputLine("", stream)
            complete = complete[-MAX_LINES:]
        for piece in complete:
            # The \r of \r\n ends the line and does not empty it.
            self._extend_open(stream, piece.removesuffix("\r"))
            self._close_line()
        self._extend_open(stream, last)

    def show(self, shown: Picture) -> None:
        """Put something that the code has shown behind the text so far."""
        from tutor.session.exhibits import Exhibit

        if self._open.text:
            self._close_line()
        exhibit = Exhibit(shown)
        self._lines.append(exhibit)
        self.exhibits.append(exhibit)
        while len(self.exhibits) > 1 and (
            len(self.exhibits) > MAX_EXHIBITS or sum(one.size for one in self.exhibits) > MAX_EXHIBIT_BYTES
        ):
            oldest = self.exhibits.pop(0)
            if oldest in self._lines:
                self._lines[self._lines.index(oldest)] = OutputLine(f"({oldest.title}; no longer kept)", "stdout")
        self.revision += 1

    def changed(self) -> None:
        """Something in it can now be drawn better."""
        self.revision += 1

    def _extend_open(self, stream: Stream, piece: str) -> None:
        if not piece:
            return
        if not self._open.text:
            self._open = OutputLine("", stream)
        if self._pending_return:
            self._open = OutputLine("", stream)
            self._pending_return = False
        if piece.endswith("\r"):
            # What stands there stays to be seen until the next text replaces it.
            self._pending_return = True
            piece = piece.rstrip("\r")
        text = piece.rpartition("\r")[2] if "\r" in piece else self._open.text + piece
        self._open = OutputLine(text[:MAX_LINE_LENGTH], self._open.stream)

    def _close_line(self) -> None:
        if len(self._lines) == MAX_LINES:
            self.dropped += 1
        self._lines.append(self._open)
        self._open = OutputLine("", "stdout")
        self._pending_return = False

    def lines(self) -> list[OutputLine]:
        """The lines kept, oldest first; an unfinished last line counts if it has text."""
        return [item for item in self.items() if isinstance(item, OutputLine)]

    def items(self) -> list[OutputLine | Exhibit]:
        """Lines and what was shown, in the order they came."""
        kept = list(self._lines)
        if self._open.text:
            kept.append(self._open)
        return kept

    @property
    def kept(self) -> int:
        """How many finished lines (and what was shown) it holds."""
        return len(self._lines)

    @property
    def closed(self) -> int:
        """How many lines were ever finished."""
        return self.dropped + len(self._lines)

    @property
    def unfinished(self) -> OutputLine:
        """The last line, to which more may come; its text may be empty."""
        return self._open

    def newest(self, count: int) -> list[OutputLine]:
        """The last ``count`` finished lines, oldest first, as far as they are kept."""
        newest = list(islice(reversed(self._lines), count))
        return [item for item in reversed(newest) if isinstance(item, OutputLine)]

    @property
    def text(self) -> str:
        """All that is kept, as one text."""
        return "\n".join(line.text for line in self.lines())

    def __bool__(self) -> bool:
        return bool(self._lines) or bool(self._open.text)
