"""One task of a sitting of practice: a challenge with fresh parameters and a stopwatch."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tutor.course.model import Challenge, Lesson
from tutor.session.services import Services
from tutor.session.tries import PracticeTries
from tutor.study.words import clock_time
from tutor.ui.screens.challenge import ChallengeScreen

GIVE_UP = "Leave this one unsolved? It comes again soon."


class PracticeTaskScreen(ChallengeScreen):
    """A challenge in practice. ``finished`` tells, once the screen is left, whether it counts."""

    HELP_TEXT: ClassVar[str] = (
        "Solve it as you would in its lesson, with other numbers. The stopwatch ends with the pass. "
        "`{key:practice.next}` goes on; before a pass that leaves the task unsolved, and it comes again soon."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "challenge.stop",
        "challenge.check",
        "practice.next",
        "editor.leave",
        "challenge.back",
        "challenge.hint",
        "challenge.solution",
        "challenge.switch",
        "challenge.traceback",
        "challenge.reset",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "next_task", "Next", id="practice.next", priority=True, tooltip="On to the next task"),
        Binding("escape", "back", "Back", id="challenge.back", tooltip="Back to the sitting; this task stays in it"),
    ]

    def __init__(
        self,
        services: Services,
        lesson: Lesson,
        challenge: Challenge,
        draw: int,
        number: str,
        best: float | None,
    ) -> None:
        self.counted = PracticeTries(services.progress, challenge, draw)
        super().__init__(services, lesson, challenge, self.counted)
        self.finished = False
        self._number = number
        self._best = best
        self._started = services.control.clock()
        self._solved_after: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has been worked on, until its pass."""
        if self._solved_after is not None:
            return self._solved_after
        return self.services.control.clock() - self._started

    def place(self) -> str:
        """Which task this is, and the stopwatch."""
        return f"{clock_time(self.seconds)} · {self._number} · {self.challenge.title}"

    def on_mount(self) -> None:
        """Start the stopwatch."""
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        self.status_line.show_place(self.place())

    def run_over(self) -> None:
        """The first pass stops the watch."""
        if self.solved and self._solved_after is None:
            self._solved_after = self.seconds
            self.counted.after_pass = self._time_told()
            self.draw_run()
        super().run_over()
        self._tick()

    def _time_told(self) -> str:
        """The time, the best one, and on."""
        best = "" if self._best is None else f" (best so far {clock_time(self._best)})"
        return f"Solved in {clock_time(self.seconds)}{best} · {{key:practice.next}} goes on"

    async def action_next_task(self) -> None:
        """On; a task without a pass is left unsolved, after a question."""
        if self.counted.passed:
            await self._finish(True)
            return
        from tutor.ui.screens.help import QuestionScreen

        self.app.push_screen(QuestionScreen(GIVE_UP), self._finish)

    async def _finish(self, yes: bool | None) -> None:
        if yes:
            self.finished = True
            if self.counted.passed and self.editor.text == self.record.text:
                # It is kept as an attempt; what was never checked stays a draft.
                self.services.drafts.put(self.tries.draft_key, None)
            await self.action_back()
