"""The chart of a run on the whole screen, with its tools."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.widget import Widget

from tutor.engine import view as views
from tutor.engine.export import as_png, as_svg, curves_as_csv
from tutor.engine.history import PastRun
from tutor.engine.plot import Plot, plot
from tutor.engine.series import Curves
from tutor.engine.view import View
from tutor.session.records import RunRecord
from tutor.session.services import Services
from tutor.ui.files import write_new
from tutor.ui.screens.viewing import ViewingScreen
from tutor.ui.widgets.chart_panel import ChartPanel
from tutor.ui.widgets.curve_table import Chosen, CurveTable, choices
from tutor.ui.widgets.lines import is_dark
from tutor.ui.widgets.name_bar import NameBar

SYNCS_PER_SECOND = 10

Compared = Literal["", "lesson", "all"]


class ChartScreen(ViewingScreen):
    """Curves to be read; ends with the view, so that the chart beside the page looks the same."""

    HELP_TEXT: ClassVar[str] = (
        "The curves of a run, live while it trains and kept after it. The arrow keys left and right move a cursor "
        "that reads every curve; up and down choose a curve, which `{key:chart.hide}` hides and `{key:chart.pin}` "
        "pins. A moving average (`{key:chart.smooth}`) stands before the raw curve. `{key:chart.runs}` lays earlier "
        "runs of the same code behind, `{key:chart.reference}` only the newest run of the lesson's own code; these "
        "too can be chosen, hidden and pinned: a pinned run stays when others make room. `{key:chart.name}` gives a "
        "run a name. `×` marks where a value was NaN or infinite."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "chart.back",
        "chart.stop",
        "chart.log",
        "chart.smooth",
        "chart.closer",
        "chart.cursor_right",
        "chart.runs",
        "chart.reference",
        "chart.extras",
        "chart.hide",
        "chart.pin",
        "chart.name",
        "chart.write",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f,q", "back", "Back", id="chart.back", tooltip="Back to the page"),
        Binding("s", "stop", "Stop", id="chart.stop", tooltip="Interrupt the run; a second time end it"),
        Binding("l", "log", "Log", id="chart.log", tooltip="Logarithmic or linear values"),
        Binding("m", "smooth", "Smooth", id="chart.smooth", tooltip="Moving average: none, 0.6, 0.9, 0.97"),
        Binding("plus,equals_sign", "zoom(2.0)", "Zoom", id="chart.closer", tooltip="Zoom in", key_display="+"),
        Binding("minus", "zoom(0.5)", "Farther", id="chart.farther", tooltip="Zoom out", key_display="-"),
        Binding("0", "whole", "All steps", id="chart.whole", tooltip="All steps, no cursor"),
        Binding("right", "cursor(0.01)", "Cursor", id="chart.cursor_right", tooltip="Cursor to the right"),
        Binding("left", "cursor(-0.01)", "Cursor", id="chart.cursor_left", tooltip="Cursor to the left"),
        Binding("ctrl+right,pagedown", "cursor(0.1)", "Far", id="chart.far_right", tooltip="Cursor far to the right"),
        Binding("ctrl+left,pageup", "cursor(-0.1)", "Far", id="chart.far_left", tooltip="Cursor far to the left"),
        Binding("shift+right,full_stop", "pan(0.25)", "Pan", id="chart.pan_right", tooltip="Later steps, when zoomed"),
        Binding("shift+left,comma", "pan(-0.25)", "Pan", id="chart.pan_left", tooltip="Earlier steps, when zoomed"),
        Binding("down,j", "choose(1)", "Curve", id="chart.next", tooltip="Choose the next curve or run"),
        Binding("up,k", "choose(-1)", "Curve", id="chart.previous", tooltip="Choose the curve or run before"),
        Binding("space", "hide", "Hide", id="chart.hide", tooltip="Hide the chosen curve or run, or show it again"),
        Binding("p", "pin", "Pin", id="chart.pin", tooltip="Put the chosen curve or run first, or back"),
        Binding("n", "name", "Name", id="chart.name", tooltip="Name the chosen earlier run; else this one"),
        Binding("r", "compare('all')", "Runs", id="chart.runs", tooltip="Earlier runs behind this one, or not"),
        Binding(
            "o", "compare('lesson')", "Lesson's run", id="chart.reference", tooltip="The run of the lesson's own code"
        ),
        Binding("g", "extras", "LR, gradient", id="chart.extras", tooltip="Learning rate and norm of the gradient"),
        Binding("w", "write", "Write", id="chart.write", tooltip="Write the curves as CSV, SVG and PNG files here"),
    ]

    def __init__(self, services: Services, record: RunRecord, view: View) -> None:
        super().__init__(services, replace(view, part="main"))
        self._record = record
        self._chosen: Chosen = ""
        self._compared: Compared = ""
        self._with_extras = False
        self._panel = ChartPanel(unicode=services.unicode, id="large-chart")
        self._extras = ChartPanel(unicode=services.unicode, id="extra-chart")
        self._table = CurveTable(unicode=services.unicode)

    @property
    def curves(self) -> Curves:
        """The curves of the run."""
        return self._record.curves or Curves()

    @property
    def earlier(self) -> tuple[PastRun, ...]:
        """The runs that are compared with."""
        history = self._record.history
        if history is None or not self._compared:
            return ()
        if self._compared == "all":
            return history.runs
        return (history.reference,) if history.reference is not None else ()

    def place(self) -> str:
        """Which run it is, and whether it is smoothed."""
        average = f" · moving average {self.view.smoothing:g}" if self.view.smoothing else ""
        return f"Chart · {self._record.run_label}{average}"

    def body(self) -> Iterable[Widget]:
        """Chart, accompanying curves, table."""
        return (self._panel, self._extras, self._table)

    def on_mount(self) -> None:
        """Follow the run."""
        self.sync()
        self.set_interval(1 / SYNCS_PER_SECOND, self.sync)

    def sync(self) -> None:
        """Show everything as it stands now."""
        curves = self.curves
        known = choices(curves, self.view, self.earlier)
        if self._chosen not in known:
            self._chosen = known[0] if known else ""
        self._panel.show(curves, self.view, self.earlier)
        extras = bool(views.candidates(curves, "extras"))
        self._extras.show(
            curves if extras and self._with_extras else None, replace(self.view, part="extras", hidden=frozenset())
        )
        self._table.show(curves, self.view, self.earlier, self._chosen)

    @property
    def whole(self) -> tuple[int, int]:
        """First and last step of all that is compared."""
        return views.whole_span([self.curves, *(run.curves for run in self.earlier)]) or (0, 1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        history = self._record.history
        if action == "stop":
            return self.services.control.running
        if action == "pan":
            return self.view.span is not None
        if action == "whole":
            return self.view.span is not None or self.view.cursor is not None
        if action == "extras":
            return bool(views.candidates(self.curves, "extras"))
        if action == "compare" and parameters == ("all",):
            return history is not None and bool(history.runs)
        return True

    async def action_stop(self) -> None:
        """Stop the run."""
        await self.services.control.stop()

    def action_smooth(self) -> None:
        """The next weight of the moving average."""
        self.look(views.next_smoothing)
        self.status_line.show_place(self.place())

    def on_click(self, event: Click) -> None:
        """A click on the curves puts the cursor there."""
        offset = event.get_content_offset(self._panel)
        if event.widget is not self._panel or offset is None:
            return
        from tutor.engine.chart import step_at

        size = self._panel.content_size
        step = step_at(self.curves, size.width, size.height, offset.x, view=self.view, earlier=self.earlier)
        if step is not None:
            self.look(lambda view: replace(view, cursor=step))

    def action_choose(self, step: int) -> None:
        """Choose another curve or earlier run."""
        known = choices(self.curves, self.view, self.earlier)
        if self._chosen in known:
            self._chosen = known[(known.index(self._chosen) + step) % len(known)]
            self.sync()

    def action_hide(self) -> None:
        """Hide the chosen curve or run, or show it again."""
        if self._chosen:
            self.look(lambda view: views.toggled(view, self._chosen))

    def action_pin(self) -> None:
        """Put the chosen curve or run first, or back."""
        if isinstance(self._chosen, str):
            self.look(lambda view: views.pinned(view, str(self._chosen)))
        elif self._record.history is not None:
            self._record.history.pin(self._chosen)
            self.sync()

    def action_name(self) -> None:
        """Ask for a name of the chosen run."""
        for bar in self.query(NameBar):  # a click elsewhere took the focus from it
            bar.focus()
            return
        chosen = self._chosen
        past = next((run for run in self.earlier if run.number == chosen), None)

        def take(name: str) -> None:
            self._record.rename(name, past.number if past is not None else None)
            self.status_line.show_place(self.place())
            self.sync()

        bar = NameBar(past.label if past is not None else self._record.run_label, take)
        self.mount(bar, after=self._table)
        bar.focus()

    def action_compare(self, what: Compared) -> None:
        """Lay earlier runs behind this one, or take them away."""
        history = self._record.history
        if what == "lesson" and (history is None or history.reference is None):
            self.notify(
                "There is no earlier run of the lesson's own code. Run the snippet unedited once (u puts the "
                "lesson's text back), then your version: both stay here to be compared.",
                timeout=8,
            )
            return
        self._compared = "" if self._compared == what else what
        self.look(lambda view: view)

    def action_extras(self) -> None:
        """Show or hide learning rate and norm of the gradient."""
        self._with_extras = not self._with_extras
        self.sync()

    def action_write(self) -> None:
        """Write the curves to files, the pictures in the colours of the theme."""
        label = self._record.run_label
        title = f"{self._record.name}, {label}"
        drawn = plot(self.curves, title, self.view, self.earlier, dark=is_dark(self.app))
        files = {".csv": curves_as_csv(self.curves, label, self.earlier), ".svg": as_svg(drawn)}
        name = f"{self._record.name}-{label.partition(',')[0]}"
        self.run_worker(_write(self, name, files, drawn), exit_on_error=False)

    def action_back(self) -> None:
        """Back to the page, which keeps scale and smoothing."""
        self.dismiss(replace(self.view, span=None, cursor=None))


async def _write(screen: ChartScreen, name: str, files: dict[str, bytes], drawn: Plot) -> None:
    """Write files and the picture as PNG, whose making is left to a thread."""
    files[".png"] = await asyncio.to_thread(as_png, drawn)
    screen.notify("\n".join(write_new(name, suffix, data) for suffix, data in files.items()), timeout=10)
