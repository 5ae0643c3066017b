"""One task of an exam: a challenge to write and run, or a question to answer. What is typed is saved as it is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from tutor.course.model import Challenge, Lesson
from tutor.course.questions import Question
from tutor.engine.events import ChallengeJudged
from tutor.engine.runner import Source
from tutor.session.drafts import SAVE_AFTER_SECONDS
from tutor.session.exam_session import ExamSession
from tutor.session.question_text import as_markdown, way_to_answer
from tutor.session.services import Services
from tutor.study.exams import ExamTask
from tutor.study.marking import why_no_answer
from tutor.study.words import clock_time
from tutor.ui.messages import EditorSubmitted, TextEdited
from tutor.ui.screens.base import TutorScreen
from tutor.ui.screens.challenge import CODE_NAME, ChallengeScreen, new_record
from tutor.ui.spans import Line, Span, wrap
from tutor.ui.widgets.editor import CodeEditor
from tutor.ui.widgets.elsewhere import CheckedElsewhere
from tutor.ui.widgets.line_input import LineInput
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.prose import ProseBlock

NOT_IN_EXAMS = frozenset({"hint", "solution", "reset"})
SAVED: Line = (Span("✓ saved", "ok"), Span(" · feedback comes after handing in", "muted"))
UNSAVED: Line = (Span("… not saved yet", "warn"),)
UNTOUCHED: Line = (Span("No answer yet. What you type is saved as you type.", "muted"),)


class ExamTries:
    """An exam counts no tries, gives no hints and keeps its texts elsewhere."""

    hints = 0
    left = 1
    after_pass = ""

    def __init__(self, key: str) -> None:
        self.draft_key = key

    def take_hint(self) -> None:
        """There are none."""

    def keep(self, judged: ChallengeJudged, text: str) -> None:
        """Nothing is judged before the exam is handed in."""


def head(session: ExamSession, task: ExamTask) -> str:
    """The time that is left, and which task this is."""
    of = f"{task.number} of {len(session.exam.tasks)}"
    return f"{clock_time(session.remaining)} left · task {of} · {task.points:.0f} points"


class ExamChallengeScreen(ChallengeScreen):
    """A challenge without checks, hints or solution; the code can be run."""

    HELP_TEXT: ClassVar[str] = (
        "Write the code the task asks for. You can run it; whether it is right you learn after handing in. "
        "Every change is saved as you type."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "challenge.stop",
        "challenge.check",
        "exam.next",
        "challenge.switch",
        "challenge.traceback",
        "editor.leave",
        "challenge.back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "check", "Run", id="challenge.check", priority=True, tooltip="Run it, without checks"),
        Binding("ctrl+n", "next_task", "Next", id="exam.next", priority=True, tooltip="To the next task"),
        Binding("escape", "back", "Back", id="challenge.back", tooltip="To the list of tasks; the answer is saved"),
    ]

    def __init__(
        self, services: Services, lesson: Lesson, challenge: Challenge, session: ExamSession, task: ExamTask
    ) -> None:
        super().__init__(services, lesson, challenge, ExamTries(f"exam:{session.exam.id}:{task.number}"))
        self.session = session
        self.exam_task = task
        self.go_on = False
        self._timer: Timer | None = None
        kept = session.answers.get(task.number)
        self.editor = CodeEditor(kept if kept else challenge.starter, id="code", line_numbers=True)

    def place(self) -> str:
        """The time that is left."""
        return head(self.session, self.exam_task)

    def on_mount(self) -> None:
        """Show the time as it goes."""
        self.set_interval(1.0, lambda: self.status_line.show_place(self.place()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No help in an exam."""
        return False if action in NOT_IN_EXAMS else super().check_action(action, parameters)

    def on_text_edited(self, event: TextEdited) -> None:
        """Save what was typed, a moment after the last key."""
        event.prevent_default()
        if self.unsaved:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(SAVE_AFTER_SECONDS, self.save)
            self.draw_run()

    @property
    def _answer(self) -> str:
        """What the editor holds; the starter alone is no answer."""
        text = self.editor.text
        return "" if text == self.challenge.starter else text

    @property
    def unsaved(self) -> bool:
        """Whether the editor holds what is not on the disk yet."""
        return self._answer != self.session.answers.get(self.exam_task.number, "")

    def save(self) -> None:
        """Write the answer, then say so."""
        if self.unsaved:
            self.session.save(self.exam_task.number, self._answer)
        if self.is_attached:
            self.draw_run()

    def on_unmount(self) -> None:
        """However the screen is left, what was typed is kept."""
        self.save()

    def on_editor_submitted(self, event: EditorSubmitted) -> None:
        """Run the code, without any check."""
        event.prevent_default()
        if self.services.control.running:
            return
        self.save()
        self.record = new_record(self.challenge, self.record.retire())
        self.record.wait(event.text)
        self.chart_record = self.record
        challenge = self.challenge
        source = Source(
            event.text,
            CODE_NAME,
            threads=challenge.threads,
            seconds=challenge.seconds,
            capabilities=challenge.capabilities,
        )
        self.follow(self.services.runner.run_script(source), self._take, self.record)
        self.draw_run()
        self.refresh_bindings()

    def on_checked_elsewhere(self, event: CheckedElsewhere) -> None:
        """Verdicts from outside stay outside."""
        event.prevent_default()

    def _remark(self) -> Line:
        """Whether the answer is saved."""
        if self.services.control.running:
            return super()._remark()
        if self.unsaved:
            return UNSAVED
        return SAVED if self.session.answered(self.exam_task.number) else UNTOUCHED

    async def action_next_task(self) -> None:
        """To the next task."""
        self.go_on = True
        await self.action_back()

    async def action_back(self) -> None:
        """To the list of tasks."""
        self.save()
        await super().action_back()


class SavedLine(LinesWidget):
    """Whether the answer is saved."""

    def __init__(self, line: Line) -> None:
        super().__init__(id="saved")
        self._line = line

    def show(self, line: Line) -> None:
        """Say something else."""
        if line != self._line:
            self._line = line
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """As many lines as it takes."""
        return wrap(self._line, width)


class ExamQuestionScreen(TutorScreen[None]):
    """A question; its answer is typed in one line."""

    HELP_TEXT: ClassVar[str] = "Type the answer. Every change is saved as you type; Enter goes to the next task."
    KEYS: ClassVar[tuple[str, ...]] = ("exam.next", "exam.back")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "next_task", "Next", id="exam.next", priority=True, tooltip="To the next task"),
        Binding("escape", "back", "Back", id="exam.back", tooltip="To the list of tasks; the answer is saved"),
    ]

    def __init__(self, services: Services, question: Question, session: ExamSession, task: ExamTask) -> None:
        super().__init__(services)
        self.question = question
        self.session = session
        self.exam_task = task
        self.go_on = False
        self.answer = LineInput(session.answers.get(task.number, ""), placeholder=way_to_answer(question), id="answer")
        self.saved = SavedLine(SAVED if session.answered(task.number) else UNTOUCHED)

    def place(self) -> str:
        """The time that is left."""
        return head(self.session, self.exam_task)

    def body(self) -> Iterable[Widget]:
        """The question and the line for its answer."""
        yield VerticalScroll(ProseBlock(as_markdown(self.question)), self.answer, self.saved, id="question-page")

    def on_mount(self) -> None:
        """Ready to type."""
        self.answer.focus()
        self.set_interval(1.0, lambda: self.status_line.show_place(self.place()))

    def on_input_changed(self, event: Input.Changed) -> None:
        """A short text is saved with every key."""
        if event.value != self.session.answers.get(self.exam_task.number, ""):
            self.session.save(self.exam_task.number, event.value)
            self.saved.show(SAVED if event.value.strip() else UNTOUCHED)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on, unless a slip of the keys would cost the points."""
        why = why_no_answer(self.question, event.value) if event.value.strip() else ""
        if why:
            self.saved.show((*SAVED[:1], Span(f" · {why.replace('`', '')}", "warn")))
        else:
            self.action_next_task()

    def on_unmount(self) -> None:
        """However the screen is left, what was typed is kept."""
        self.save()

    def save(self) -> None:
        """Keep what stands in the line."""
        if self.answer.value != self.session.answers.get(self.exam_task.number, ""):
            self.session.save(self.exam_task.number, self.answer.value)

    def action_next_task(self) -> None:
        """To the next task."""
        self.go_on = True
        self.action_back()

    def action_back(self) -> None:
        """To the list of tasks."""
        self.save()
        self.dismiss(None)
