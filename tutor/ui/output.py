"""What a run printed: a bounded buffer, so that a flood costs neither memory nor the screen's time."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from tutor.engine.events import Stream

MAX_LINES = 2000
MAX_LINE_LENGTH = 2000


class OutputLine(NamedTuple):
    """One printed line."""

    text: str
    stream: Stream


class OutputBuffer:
    """The last ``MAX_LINES`` lines of a run's output.

    A carriage return starts its line again, as progress bars want it.
    """

    def __init__(self) -> None:
        self._lines: deque[OutputLine] = deque(maxlen=MAX_LINES)
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
        kept = list(self._lines)
        if self._open.text:
            kept.append(self._open)
        return kept

    @property
    def text(self) -> str:
        """All that is kept, as one text."""
        return "\n".join(line.text for line in self.lines())

    def __bool__(self) -> bool:
        return bool(self._lines) or bool(self._open.text)
