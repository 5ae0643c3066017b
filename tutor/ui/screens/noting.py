"""What a lesson's screen does to show what each line of a snippet left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.session.crash import write_fault
from tutor.session.records import RunRecord
from tutor.ui.screens.asking import AskingScreen
from tutor.ui.widgets.snippet import SnippetBlock

if TYPE_CHECKING:
    from tutor.engine.runner import Source

AGAIN = "Running it once more to see what each line leaves… {key:lesson.stop} stops it."
BROKE_OFF = "Reading the shapes broke off through a fault of the tutor's. Press {key:lesson.shapes} again."


class NotingScreen(AskingScreen):
    """A lesson whose snippets can be run once more to see what their lines leave."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "shapes", "Shapes", id="lesson.shapes", tooltip="Show or hide what each line left, beside it"),
    ]

    @property
    def snippet(self) -> SnippetBlock | None:
        """The marked snippet."""
        return self.marked if isinstance(self.marked, SnippetBlock) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        if action == "shapes":
            return self.snippet is not None and self._can_note(self.snippet.number)
        if action == "stop":
            return self.services.control.running or self.noting
        return super().check_action(action, parameters)

    def _can_note(self, number: int) -> bool:
        state = self.state
        if state is None or self.services.control.running or state.stale(number):
            return False
        return state.records[number].phase in {"ok", "failed", "stopped"}

    @property
    def noting(self) -> bool:
        """Whether a snippet runs once more for what its lines leave."""
        return any(worker.group == "shapes" and not worker.is_finished for worker in self.workers)

    async def action_stop(self) -> None:
        """Stop what runs, be it for the shapes of lines."""
        if self.services.control.running:
            await super().action_stop()
            return
        self.forget_shapes()
        self.refresh_bindings()

    def action_shapes(self) -> None:
        """Show what each line of the marked snippet left, or hide it."""
        from tutor.engine.line_values import LineValues

        if self.state is None or self.snippet is None:
            return
        number = self.snippet.number
        record = self.state.records[number]
        self.forget_shapes()
        shown = record.line_values
        if shown is not None and (shown.notes or shown.sentence == AGAIN):
            record.line_values = None
            self.draw_run()
            return
        index = [snippet.number for snippet in self.state.lesson.snippets].index(number)
        record.line_values = LineValues(sentence=AGAIN)
        self.draw_run()
        self.run_worker(self._note(record, self.state.sources(), index), group="shapes", exit_on_error=False)
        self.refresh_bindings()

    def forget_shapes(self) -> None:
        """Something else runs, or is asked about: a run for the shapes of lines ends."""
        self.workers.cancel_group(self, "shapes")

    async def _note(self, record: RunRecord, sources: Sequence[Source], index: int) -> None:
        from tutor.engine.line_values import LineValues

        pending, values = record.line_values, None
        try:
            values = await self.services.runner.line_values(sources, index)
        except Exception as error:
            write_fault(error)
            values = LineValues(sentence=BROKE_OFF)
        finally:
            if record.line_values is pending:  # else it was hidden, or the snippet was run again
                record.line_values = values
                if self.is_attached:
                    self.draw_run()
            self.call_later(self.refresh_bindings)
