"""Screens to look at one thing: a run's whole output, a piece of code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tutor.session.records import RunRecord
from tutor.session.services import Services
from tutor.ui.screens.base import TutorScreen
from tutor.ui.widgets.diff_view import DiffView
from tutor.ui.widgets.output_pane import OutputPane
from tutor.ui.widgets.prose import CodeView, ProseBlock

SYNCS_PER_SECOND = 10
BACK_KEYS = "escape,o,q"


class OutputScreen(TutorScreen[None]):
    """All the output that is kept, live while the code runs."""

    HELP_TEXT: ClassVar[str] = "The last lines the code printed. Scroll with the arrow keys and Page Up and Down."
    KEYS: ClassVar[tuple[str, ...]] = ("view.back", "view.stop")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BACK_KEYS, "back", "Back", id="view.back", tooltip="Back to the page"),
        Binding("s", "stop", "Stop", id="view.stop", tooltip="Interrupt the run; a second time end it"),
    ]

    def __init__(self, services: Services, record: RunRecord) -> None:
        super().__init__(services)
        self._record = record
        self._pane = OutputPane(record.output, id="whole-output")
        self._pane.can_focus = True

    def place(self) -> str:
        """What this is."""
        return "Output"

    def body(self) -> Iterable[Widget]:
        """The output."""
        return (self._pane,)

    def on_mount(self) -> None:
        """Follow the run."""
        self._pane.focus()
        self.set_interval(1 / SYNCS_PER_SECOND, self._sync)

    def _sync(self) -> None:
        self._pane.show(self._record.output)

    async def action_stop(self) -> None:
        """Stop the run."""
        await self.services.control.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Stopping needs a run."""
        return self.services.control.running if action == "stop" else True

    def action_back(self) -> None:
        """Back to the page."""
        self.dismiss(None)


class CodeScreen(TutorScreen[None]):
    """A text and a piece of code to read, such as a challenge's solution, compared with the learner's own."""

    HELP_TEXT: ClassVar[str] = (
        "Code to read. Lines marked − are yours, lines marked + the lesson's. "
        "Scroll with the arrow keys and Page Up and Down."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("view.back", "view.compare")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f4,q", "back", "Back", id="view.back", tooltip="Back to the challenge"),
        Binding("d", "compare", "Compared/alone", id="view.compare", tooltip="With your code beside it, or without"),
    ]

    def __init__(self, services: Services, title: str, intro: str, code: str, own: str = "") -> None:
        super().__init__(services)
        self._heading = title
        self._alone = CodeView(code, classes="code")
        self._compared = DiffView(own, code) if own.strip() else None
        if self._compared is not None:
            self._alone.display = False
        views: list[Widget] = [self._alone] if self._compared is None else [self._compared, self._alone]
        self._scroll = VerticalScroll(ProseBlock(intro), *views, id="viewer")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Comparing needs two."""
        return self._compared is not None if action == "compare" else True

    def action_compare(self) -> None:
        """The lesson's code alone, or with the learner's own."""
        if self._compared is not None:
            self._compared.display, self._alone.display = self._alone.display, self._compared.display

    def place(self) -> str:
        """What this is."""
        return self._heading

    def body(self) -> Iterable[Widget]:
        """Text and code."""
        return (self._scroll,)

    def on_mount(self) -> None:
        """Arrow keys scroll at once."""
        self._scroll.focus()

    def action_back(self) -> None:
        """Back."""
        self.dismiss(None)
