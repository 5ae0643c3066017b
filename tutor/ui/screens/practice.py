"""A sitting of practice: the queue before, each task in turn, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tutor.course.model import Challenge, CourseError
from tutor.session.services import Services
from tutor.session.study_items import read_items
from tutor.study.marking import task_of
from tutor.study.practice import WHY_WORDS, Outcome, Planned, Sitting, nothing_to_practise, plan
from tutor.study.streak import active_days, longest_streak, streak
from tutor.study.words import clock_time, streak_sentence, until
from tutor.ui.screens.base import TutorScreen
from tutor.ui.screens.practice_question import PracticeQuestionScreen
from tutor.ui.screens.practice_task import PracticeTaskScreen
from tutor.ui.spans import Line, Span, truncate, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget

WHY_ROLES = {"due": "warn", "new": "accent", "weak": "muted"}

Phase = Literal["planning", "ready", "empty", "over"]


class SittingText(LinesWidget):
    """The queue, or what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._content: list[Line] = []
        self._prose = ""

    def show(self, content: list[Line], prose: str = "") -> None:
        """Show lines, or a paragraph where there are none."""
        self._content, self._prose = content, prose
        self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """As they are; too long ones end in an ellipsis."""
        paragraph = wrap([Span(self._prose)], width) if self._prose else []
        return [*(truncate(line, width) for line in self._content), *paragraph]


class PracticeScreen(TutorScreen[None]):
    """A few minutes of what is due."""

    HELP_TEXT: ClassVar[str] = (
        "Practice asks for what you solved before, just before you would forget it, with other numbers where a "
        "task has some. Then it asks for what you read but did not solve yet; weak skills come more often."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("practice.go", "practice.leave", "app.theme", "app.quit")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "go", "Go", id="practice.go", tooltip="Begin, go on, or practise another round"),
        Binding("escape", "leave", "Back", id="practice.leave", tooltip="Back to where you came from"),
    ]

    def __init__(self, services: Services, minutes: int | None = None) -> None:
        super().__init__(services)
        self._minutes = minutes
        self.phase: Phase = "planning"
        self.queue: list[Planned] = []
        self.position = 0
        self.sitting = Sitting(services.progress, services.progress.now())
        self._text = SittingText()

    def place(self) -> str:
        """What this is."""
        return "Practice"

    def body(self) -> Iterable[Widget]:
        """One text that scrolls."""
        return (VerticalScroll(self._text, id="sitting"),)

    def on_mount(self) -> None:
        """Plan while the screen is already there."""
        self.query_one("#sitting").focus()
        self._draw()
        self.run_worker(self._plan(), exit_on_error=False)

    async def _plan(self) -> None:
        items = await read_items(self.services.library)
        progress = self.services.progress
        seed = int(progress.now() // 86_400)
        self.queue, self.position = plan(items, progress, self._minutes, seed), 0
        self.sitting = Sitting(progress, progress.now())
        self.phase = "ready" if self.queue else "empty"
        self._draw()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to begin while planning, or where there is nothing."""
        return self.phase in ("ready", "over") if action == "go" else True

    async def action_go(self) -> None:
        """The next task, or another round."""
        if self.phase == "over":
            self.phase = "planning"
            self._draw()
            await self._plan()
        elif self.phase == "ready":
            self._open_task()

    def _open_task(self) -> None:
        planned = self.queue[self.position]
        number = f"{self.position + 1} of {len(self.queue)}"
        library = self.services.library
        try:
            task = task_of(library, planned.item.id, planned.draw)
        except (LookupError, CourseError):
            self.notify(f"{planned.item.title} can't be read now and is left out.", severity="warning")
            self._advance()
            return
        if isinstance(task, Challenge):
            best = self.services.progress.reviews.best_seconds(planned.item.id)
            lesson = library.lesson(planned.item.home)
            screen = PracticeTaskScreen(self.services, lesson, task, planned.draw, number, best)
            self.app.push_screen(screen, lambda _: self._challenge_left(planned, screen))
        else:
            asked = PracticeQuestionScreen(self.services, task, number)
            self.app.push_screen(asked, lambda _: self._question_left(planned, asked))

    def _challenge_left(self, planned: Planned, screen: PracticeTaskScreen) -> None:
        tries = screen.counted
        if screen.finished or tries.passed:
            self.sitting.record(
                planned.item, passed=tries.passed, tries=tries.count, hints=tries.hints, seconds=screen.seconds
            )
            self._advance(go_on=screen.finished)
        else:
            self._draw()

    def _question_left(self, planned: Planned, screen: PracticeQuestionScreen) -> None:
        if screen.graded is not None:
            self.sitting.record(planned.item, passed=screen.graded.right, tries=1, hints=0, seconds=screen.seconds)
            self._advance(go_on=screen.finished)
        else:
            self._draw()

    def _advance(self, *, go_on: bool = True) -> None:
        self.position += 1
        if self.position == len(self.queue):
            self.phase = "over"
        elif go_on:
            self._open_task()
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        if self.phase == "planning":
            self._text.show([], "Looking for what is due …")
        elif self.phase == "empty":
            self._text.show([], nothing_to_practise(self.services.progress))
        elif self.phase == "ready":
            self._text.show(self._queue_lines())
        else:
            self._text.show(self._summary_lines())

    def _queue_lines(self) -> list[Line]:
        minutes = sum(planned.item.minutes for planned in self.queue[self.position :])
        left = len(self.queue) - self.position
        lines: list[Line] = [
            (Span(f"{left} {'task' if left == 1 else 'tasks'}, about {minutes} min", "title"),),
            (),
        ]
        for number, planned in enumerate(self.queue):
            word, role = WHY_WORDS[planned.why], WHY_ROLES[planned.why]
            mark = (Span("▸ ", "accent"),) if number == self.position else (Span("  "),)
            if number < self.position:
                word, role = "done", "ok"
            minutes_each = Span(f"{planned.item.minutes:>2} min  ", "muted")
            about = Span(f" · {', '.join(planned.item.skills) or planned.item.task}", "muted")
            lines.append((*mark, Span(f"{word:<11}", role), minutes_each, Span(planned.item.title), about))
        verb = "begins" if self.position == 0 else "goes on"
        return [*lines, (), tuple(with_keys(f"{{key:practice.go}} {verb}", self.services.keys))]

    def _summary_lines(self) -> list[Line]:
        outcomes = self.sitting.outcomes
        seconds = sum(outcome.seconds for outcome in outcomes)
        head = f"{self.sitting.passed} of {len(outcomes)} solved, in {clock_time(seconds)}"
        progress = self.services.progress
        days = active_days(progress)
        today = datetime.fromtimestamp(progress.now()).date()
        lines: list[Line] = [(Span(head, "title"),), ()]
        lines += [self._outcome_line(outcome) for outcome in outcomes]
        lines += [(), (Span(streak_sentence(streak(days, today), longest_streak(days)), "muted"),), ()]
        ways = "{key:practice.go} another round · {key:practice.leave} back"
        lines.append(tuple(with_keys(ways, self.services.keys)))
        return lines

    def _outcome_line(self, outcome: Outcome) -> Line:
        mark = Span("✓ ", "ok") if outcome.passed else Span("✗ ", "fail")
        record = " best time!" if outcome.is_best else ""
        again = f"  {clock_time(outcome.seconds)}{record} · again {until(outcome.due - self.services.progress.now())}"
        return (mark, Span(outcome.item.title), Span(again, "muted"))

    def action_leave(self) -> None:
        """Back."""
        self.dismiss(None)
