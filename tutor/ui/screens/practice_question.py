"""A question in a sitting of practice: one answer counts, then the explanation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from tutor.course.questions import Question
from tutor.grading.answers import Facts, Graded, NotUnderstood, explained
from tutor.session.crash import write_fault
from tutor.session.graded import grade_once
from tutor.session.question_text import as_markdown, way_to_answer
from tutor.session.services import Services
from tutor.study.words import clock_time
from tutor.ui.screens.base import TutorScreen
from tutor.ui.widgets.line_input import LineInput
from tutor.ui.widgets.prose import ProseBlock


class PracticeQuestionScreen(TutorScreen[None]):
    """One question. ``graded`` is its verdict once there is one."""

    HELP_TEXT: ClassVar[str] = (
        "Type the answer and press Enter. The first answer counts; then you read why. "
        "An answer that can't be understood does not count."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("question.next", "question.back")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "next_task", "Next", id="question.next", priority=True, tooltip="On to the next task"),
        Binding("escape", "back", "Back", id="question.back", tooltip="Back to the sitting"),
    ]

    def __init__(self, services: Services, question: Question, number: str) -> None:
        super().__init__(services)
        self.question = question
        self.graded: Graded | None = None
        self.finished = False
        self._grading = False
        self.seconds = 0.0
        self._number = number
        self._started = services.control.clock()
        self._said = ProseBlock("", id="said")
        self.answer = LineInput(placeholder=way_to_answer(question), id="answer")

    def place(self) -> str:
        """Which task this is."""
        return f"{self._number} · question"

    def body(self) -> Iterable[Widget]:
        """The question, the line to answer in, what is said to the answer."""
        yield VerticalScroll(ProseBlock(as_markdown(self.question)), self.answer, self._said, id="question-page")

    def on_mount(self) -> None:
        """Ready to type."""
        self._said.display = False
        self.answer.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On only after an answer."""
        return self.graded is not None if action == "next_task" else True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: grade the answer, or go on after it."""
        if self.graded is not None:
            self.action_next_task()
        elif event.value.strip() and not self._grading:
            self._grading = True
            self.run_worker(self._grade(event.value), exit_on_error=False)

    async def _grade(self, text: str) -> None:
        seconds = self.services.control.clock() - self._started
        try:
            graded, facts = await grade_once(self.services, self.question, text, seconds)
        except NotUnderstood as error:
            self._say(str(error))
            return
        except Exception as error:
            path = write_fault(error)
            self._say("It could not be graded. Press Enter to try again." + (f" Details: `{path}`" if path else ""))
            return
        finally:
            self._grading = False
        self.seconds = seconds
        self.graded = graded
        self._say(self._verdict(graded, facts))
        self.refresh_bindings()

    def _verdict(self, graded: Graded, facts: Facts) -> str:
        head = f"**✓ Right**, in {clock_time(self.seconds)}." if graded.right else "**✗ Not right.**"
        parts = (head, graded.message, explained(self.question, facts.right()), "`Enter` goes on.")
        return "\n\n".join(part for part in parts if part)

    def _say(self, markdown: str) -> None:
        self._said.display = True
        self._said.show(markdown)
        self.call_after_refresh(self._said.scroll_visible, animate=False)

    def action_next_task(self) -> None:
        """On."""
        self.finished = True
        self.dismiss(None)

    def action_back(self) -> None:
        """Back to the sitting, which waits there."""
        self.dismiss(None)
