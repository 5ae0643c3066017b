"""What screens that run code share: following a run, drawing it at a bounded rate, stopping it, the chart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Literal, TypeVar

from textual.timer import Timer

from tutor.session.crash import write_fault
from tutor.session.drafts import SAVE_AFTER_SECONDS
from tutor.session.records import RunRecord
from tutor.session.services import Services
from tutor.ui.screens.base import Result, TutorScreen
from tutor.ui.widgets.chart_panel import ChartPanel

if TYPE_CHECKING:
    from tutor.engine.view import View
    from tutor.ui.pace import Pace

PULSES_PER_SECOND = 20
PULSES_PER_CHART = 2

GRACE_SECONDS = 2.0
"""How long a killed run may take to say that it is over."""

ChartSize = Literal["beside", "large", "hidden"]
NEXT_CHART_SIZE: dict[ChartSize, ChartSize] = {"beside": "large", "large": "hidden", "hidden": "beside"}
Event = TypeVar("Event")


class RunningScreen(TutorScreen[Result]):
    """A screen that runs code. A subclass draws its own part in ``draw_run`` and ends it in ``run_over``."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.chart = ChartPanel(unicode=services.unicode, id="chart")
        self.chart_record: RunRecord | None = None
        """The run whose curves are shown."""
        self._view: View | None = None
        """How the learner looks at curves, once that was changed."""
        self._chart_size: ChartSize = "beside"
        self._chart_put_away = False
        self._pulse_timer: Timer | None = None
        self._pulses = 0
        self._pace: Pace | None = None
        self._save_timer: Timer | None = None

    def draw_run(self) -> None:
        """Show what the run has brought; called at most 20 times a second."""

    def run_over(self) -> None:
        """The run ended and everything it brought is in its record."""

    def follow(self, events: AsyncIterator[Event], take: Callable[[Event], None], record: RunRecord) -> None:
        """Follow a run in the background; ``record`` is what it is asked for."""
        from tutor.ui.pace import Pace

        self._pace = Pace(self.services, record)
        self.run_worker(self._follow(events, take, record), group="run", exit_on_error=False)
        if self._pulse_timer is None:
            self._pulse_timer = self.set_interval(1 / PULSES_PER_SECOND, self._pulse)
        self._pulse_timer.resume()

    async def _follow(self, events: AsyncIterator[Event], take: Callable[[Event], None], record: RunRecord) -> None:
        try:
            await self.services.control.follow(events, take)
        except Exception as error:
            # A fault of ours or of the worker's must end in a sentence, not in a dead app.
            path = write_fault(error)
            details = f" The details are in {path}." if path else ""
            record.abandon(f"The run broke off through a fault of the tutor's. Run it again.{details}")
        finally:
            if record.active:
                record.abandon("The run ended before this code was done. Run it again.")
            if self._pace is not None:
                self._pace.over()
            self._run_ended()

    def _run_ended(self) -> None:
        if self._pulse_timer is not None:
            self._pulse_timer.pause()
        if not self.is_attached:
            return
        self.status_line.show_running("")
        self.draw_run()
        self._draw_chart()
        self.run_over()
        self.refresh_bindings()

    def _pulse(self) -> None:
        self._pulses += 1
        if self.services.control.running and self._pace is not None:
            self.status_line.show_running(self._pace.text())
        self.draw_run()
        if self._pulses % PULSES_PER_CHART == 0:
            self._draw_chart()

    def _draw_chart(self) -> None:
        record = self.chart_record
        before = self.chart.curves
        self.chart.show(record.curves if record is not None else None, self._view)
        if self.chart.curves is not before:
            # A new curve wants to be seen, wherever the one before was put.
            self._chart_put_away = False
            self._apply_chart_size()
            self.refresh_bindings()

    def put_chart_away(self) -> None:
        """Give the chart's room to the page until there is a new curve or the learner asks for it."""
        self._chart_put_away = True
        self._apply_chart_size()

    def show_chart_of(self, record: RunRecord | None) -> None:
        """Show the curves of another run."""
        if record is not self.chart_record:
            self.chart_record = record
            self._draw_chart()

    def _apply_chart_size(self) -> None:
        size = self._chart_size if self.chart.filled else "beside"
        self.set_class(size == "large", "-chart-large")
        self.set_class(size == "hidden" or self._chart_put_away, "-chart-hidden")

    def action_toggle_chart(self) -> None:
        """Beside the page, then large, then hidden."""
        if self._chart_put_away:
            self._chart_put_away, self._chart_size = False, "beside"
        else:
            self._chart_size = NEXT_CHART_SIZE[self._chart_size]
        self._apply_chart_size()

    async def action_stop(self) -> None:
        """Interrupt the run; a second time end it."""
        # The line under the code says what happens: a toast would lie over it on a small screen.
        if await self.services.control.stop() == "killed":
            self.set_timer(GRACE_SECONDS, self.abandon_run)
        self.draw_run()

    def abandon_run(self) -> None:
        """Follow a run no longer that was killed and yet gave no sign; the screen is free for the next one."""
        if self.services.control.stops > 1:
            self.workers.cancel_group(self, "run")

    def save_soon(self) -> None:
        """Write drafts a moment after the last change."""
        if self._save_timer is not None:
            self._save_timer.stop()
        self._save_timer = self.set_timer(SAVE_AFTER_SECONDS, self.services.drafts.flush)
