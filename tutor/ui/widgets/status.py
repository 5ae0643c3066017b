"""The line at the top: where one is, and what the worker does."""

from __future__ import annotations

from tutor.engine.runner import WorkerStatus
from tutor.ui.describe import worker_line
from tutor.ui.spans import Line, Span, line_width, truncate
from tutor.ui.widgets.lines import LinesWidget


class StatusLine(LinesWidget):
    """Place on the left, worker on the right; the place gives way where it is narrow."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "StatusLine { height: 1; dock: top; background: $panel; padding: 0 1; }"

    def __init__(self, place: str = "", status: WorkerStatus | None = None) -> None:
        super().__init__(id="status")
        self._place = place
        self._status = status or WorkerStatus()
        self._run_time = ""

    def show_place(self, place: str) -> None:
        """Say where one is."""
        if place != self._place:
            self._place = place
            self.content_changed()

    def show_worker(self, status: WorkerStatus) -> None:
        """Say what the worker does."""
        self._status = status
        self.content_changed()

    def show_running(self, text: str) -> None:
        """Say how long the current run takes; empty for none."""
        if text != self._run_time:
            self._run_time = text
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """One line of exactly the width."""
        right = worker_line(self._status, self._run_time)
        if line_width(right) + len(self._place) + 2 > width:
            right = worker_line(self._status, self._run_time, short=True)
        right = truncate(right, width)
        room = width - line_width(right) - 2
        if room < 8:
            return [right]
        left = truncate((Span(self._place, "strong"),), room)
        return [(*left, Span(" " * (width - line_width(left) - line_width(right))), *right)]
