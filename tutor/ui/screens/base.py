"""What all screens share: status on top, keys at the bottom, a word where the terminal is too small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tutor.engine.runner import WorkerStatus
from tutor.session.crash import broken_sentence, write_fault
from tutor.session.services import Services
from tutor.ui.compositor import FrugalCompositor
from tutor.ui.copying import copy, selected_text
from tutor.ui.spans import Line, Span, wrap
from tutor.ui.widgets.keys import KeyBar
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.status import StatusLine

Result = TypeVar("Result")
SMALLEST = (40, 12)
"""Columns and rows below which the app only says what it needs."""


class TooSmall(LinesWidget):
    """Says what size is needed."""

    def __init__(self) -> None:
        super().__init__(id="too-small")

    def lines(self, width: int) -> list[Line]:
        """One sentence."""
        columns, rows = SMALLEST
        return wrap(
            [Span(f"The tutor needs {columns} columns and {rows} rows: make the terminal larger.", "warn")],
            width,
        )


class TutorScreen(Screen[Result], Generic[Result]):
    """A screen with its frame; a subclass gives ``body`` and its keys."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-too-narrow"),
        (SMALLEST[0], "-narrow"),
        (100, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual declares it
        (0, "-too-short"),
        (SMALLEST[1], "-short"),
        (32, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="screen.copy", tooltip="Copy what is selected, or the marked code"),
        Binding("V", "mark_lines", "Mark lines", id="screen.mark_lines", tooltip="Mark lines of text to copy them"),
        Binding("Y", "copy_output", "Copy output", id="screen.copy_output", tooltip="Copy what the code printed"),
    ]
    AUTO_FOCUS: ClassVar[str | None] = ""
    KEYS: ClassVar[tuple[str, ...]] = ()
    """Ids of the bindings that the line at the bottom shows, the most important first."""
    LEADS_ON: ClassVar[bool] = False
    """Whether practice, the exam and the progress page open from here."""
    IS: ClassVar[str] = ""
    """Which of those it is itself; empty for every other screen."""
    HELP_TEXT: ClassVar[str] = ""
    """What the screen is for, in a sentence or two; the help shows it above the keys."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._compositor = FrugalCompositor()
        self.services = services
        self._focused_before: Widget | None = None
        """What had the focus when the terminal became too small."""

    def body(self) -> Iterable[Widget]:
        """The widgets between status and keys."""
        return ()

    def place(self) -> str:
        """Where one is, for the status line."""
        return ""

    def _fit(self) -> None:
        """Take on the classes of the terminal's size at once: Textual's come with a second layout."""
        size = self.app.size
        for length, points in ((size.width, self.HORIZONTAL_BREAKPOINTS), (size.height, self.VERTICAL_BREAKPOINTS)):
            self.add_class([name for least, name in points if length >= least][-1], update=False)

    def compose(self) -> ComposeResult:
        """The frame and the body."""
        self._fit()
        yield StatusLine(self.place(), self.services.runner.status)
        yield Container(*self.body(), id="body")
        yield TooSmall()
        yield KeyBar()

    def on_resize(self, event: Resize) -> None:
        """A terminal that was too small for a moment takes no focus away: one goes on typing where one was."""
        columns, rows = SMALLEST
        if event.size.width < columns or event.size.height < rows:
            self._focused_before = self.focused or self._focused_before
        elif self._focused_before is not None:
            self.call_after_refresh(self._focus_again, self._focused_before)
            self._focused_before = None

    def _focus_again(self, widget: Widget) -> None:
        if self.focused is None and widget.is_attached:
            self.set_focus(widget, scroll_visible=False)

    @property
    def status_line(self) -> StatusLine:
        """The line on top."""
        return self.query_one(StatusLine)

    @property
    def own_text(self) -> str:
        """What is copied where nothing is selected: the code that keys mean."""
        return ""

    @property
    def own_output(self) -> str:
        """What that code printed."""
        return ""

    def action_copy(self) -> None:
        """Copy what is selected, or the code that keys mean."""
        selected = selected_text(self)
        copy(self, selected or self.own_text, "selection" if selected else "code")

    def action_copy_output(self) -> None:
        """Copy what the code printed."""
        copy(self, self.own_output, "output")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What a screen does beside its keys has failed, and would be waited for in vain."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and not event.worker.exit_on_error and error is not None:
            self.notify(broken_sentence("What this screen was at", write_fault(error)), severity="error", timeout=12)

    def action_mark_lines(self) -> None:
        """Mark lines of text by keys."""
        from tutor.ui.widgets.line_marker import LineMarker

        if not self.query(LineMarker):
            self.mount(LineMarker(), before="#keys")

    def worker_changed(self, status: WorkerStatus) -> None:
        """The worker has a new status."""
        if self.is_mounted:
            self.status_line.show_worker(status)
