"""What screens that run code offer to look at: the chart with its tools, what the code has shown, its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.session.records import RunRecord
from tutor.ui.screens.base import Result
from tutor.ui.screens.running import RunningScreen

if TYPE_CHECKING:
    from tutor.engine.view import View


class LookingScreen(RunningScreen[Result]):
    """A screen whose runs can be looked at closely. Where there are several, ``looked_at`` says which is meant."""

    LOOK_KEYS: ClassVar[tuple[str, ...]] = ("look.chart", "look.pictures", "look.lens")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "full_chart", "Full chart", id="look.chart", tooltip="Chart with cursor, zoom, earlier runs"),
        Binding("l", "log_scale", "Log", id="look.log", tooltip="Logarithmic or linear values in the chart"),
        Binding("i", "pictures", "Pictures", id="look.pictures", tooltip="Show its pictures on the whole screen"),
        Binding("v", "lens", "Variables", id="look.lens", tooltip="Look at every variable that the code left"),
    ]

    @property
    def looked_at(self) -> RunRecord | None:
        """The run that keys mean; here the one whose curves are shown."""
        return self.chart_record

    @property
    def own_text(self) -> str:
        """The marked snippet, or what stands in the screen's editor."""
        code = getattr(self, "snippet", None) or getattr(self, "editor", None)
        return str(getattr(code, "text", ""))

    @property
    def own_output(self) -> str:
        """What the run printed."""
        return self.looked_at.output.text if self.looked_at is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        record = self.looked_at
        if action == "pictures":
            return record is not None and bool(record.output.exhibits)
        if action in {"full_chart", "log_scale"}:
            return self.chart.filled
        if action == "lens":
            over = record is not None and record.phase in {"ok", "failed", "stopped"}
            return over and record is not None and bool(record.session) and not self.services.control.running
        return True

    def action_log_scale(self) -> None:
        """Logarithmic or linear values in the chart."""
        from dataclasses import replace

        from tutor.engine.view import View

        view = self._view or View()
        self._view = replace(view, log=not view.log)
        self._draw_chart()

    def action_full_chart(self) -> None:
        """Show the chart on the whole screen."""
        if self.chart_record is not None and self.chart.filled:
            from tutor.engine.view import View
            from tutor.ui.screens.chart import ChartScreen

            screen = ChartScreen(self.services, self.chart_record, self._view or View())
            self.app.push_screen(screen, self._chart_left)

    def _chart_left(self, view: View | None) -> None:
        self._view = view
        self._draw_chart()

    def action_pictures(self) -> None:
        """Show what the run has shown, one at a time."""
        record = self.looked_at
        if record is not None and record.output.exhibits:
            from tutor.ui.screens.pictures import PicturesScreen

            self.app.push_screen(PicturesScreen(self.services, list(record.output.exhibits), record.name))

    def action_lens(self) -> None:
        """Show the variables that the run left."""
        record = self.looked_at
        if record is not None and record.session:
            from tutor.ui.screens.lens import LensScreen

            self.app.push_screen(LensScreen(self.services, record.session))
