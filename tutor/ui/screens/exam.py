"""The exam: begin or continue it, its tasks with the time, the marking, the result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tutor.course.model import Challenge, CourseError
from tutor.session.crash import write_fault
from tutor.session.exam_desk import GIVE_UP, ExamDesk
from tutor.session.exam_session import ExamSession
from tutor.session.services import Services
from tutor.study.exam_draw import DISTINCTION_SHARE, PASS_SHARE, Drawn, EmptyBank
from tutor.study.exams import Exam, ExamTask
from tutor.study.marking import NotMarked, task_of
from tutor.study.words import clock_time
from tutor.ui.exam_rows import intro_rows, result_rows, task_rows, text_rows
from tutor.ui.screens.base import TutorScreen
from tutor.ui.screens.exam_task import ExamChallengeScreen, ExamQuestionScreen
from tutor.ui.widgets.rows import Row, RowChosen, RowList

Phase = Literal["drawing", "empty", "ready", "writing", "marking", "result"]


class ExamScreen(TutorScreen[None]):
    """One exam from its draw to its result."""

    HELP_TEXT: ClassVar[str] = (
        "Twenty tasks in the time they are meant to take, without hints. Answers are saved as you type. "
        "`{key:exam.leave}` leaves: the clock stops, and the exam waits for you. "
        f"{PASS_SHARE:.0%} of the points pass, {DISTINCTION_SHARE:.0%} are a distinction."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "rows.choose",
        "exam.hand_in",
        "exam.again",
        "exam.give_up",
        "rows.down",
        "rows.up",
        "exam.leave",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "hand_in", "Hand in", id="exam.hand_in", tooltip="Hand in and see the result (asks first)"),
        Binding("n", "again", "New exam", id="exam.again", tooltip="Another exam with other tasks"),
        Binding("x", "give_up", "Give up", id="exam.give_up", tooltip="End this exam without a result (asks first)"),
        Binding("escape", "leave", "Leave", id="exam.leave", tooltip="Leave; the clock stops and the exam waits"),
    ]

    def __init__(self, services: Services, seed: int | None = None, unit: str = "") -> None:
        super().__init__(services)
        self._desk = ExamDesk(services, seed, unit)
        self.phase: Phase = "drawing"
        self.session: ExamSession | None = None
        self.exam: Exam | None = None
        """The exam whose result is shown, or that is marked."""
        self._drawn: Drawn | None = None
        self._note = ""
        self.rows = RowList((), id="exam")

    def place(self) -> str:
        """The time that is left, or what this is."""
        if self.phase == "writing" and self.session is not None:
            return f"{clock_time(self.session.remaining)} left · Exam"
        return "Exam"

    def body(self) -> Iterable[Widget]:
        """A list, whatever the phase."""
        return (self.rows,)

    def on_mount(self) -> None:
        """Continue the open exam, or draw one."""
        self.rows.focus()
        self.set_interval(1.0, self._tick)
        self._draw()
        self.run_worker(self._begin(), exit_on_error=False)

    async def _begin(self) -> None:
        try:
            await self._continue_or_draw()
        except Exception as error:
            self._break_off(error, "The exam could not be opened through a fault of the tutor's.")

    def _break_off(self, error: Exception, sentence: str) -> None:
        """A fault of ours must end in a sentence; what was answered and marked is kept."""
        path = write_fault(error)
        self._note = f"{sentence} Go back ({{key:exam.leave}}) and try again." + (f" Details: {path}" if path else "")
        self._enter("empty")

    async def _continue_or_draw(self) -> None:
        try:
            found = await self._desk.look()
        except EmptyBank as error:
            self._note = str(error)
            self._enter("empty")
            return
        if isinstance(found, Drawn):
            self._drawn = found
            self._enter("ready")
        elif found.handed_in is not None:
            self.exam = found
            await self._mark()
        else:
            self._write(self._desk.resume(found))
            if self._desk.is_another(found):
                self.notify(
                    "This exam is still open. Hand it in ({key:exam.hand_in}) or give it up ({key:exam.give_up}), "
                    "then begin another.",
                    timeout=8,
                )

    def _write(self, session: ExamSession) -> None:
        self.session = session
        self._enter("writing")

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        self.rows.show(self._rows())
        if self.is_mounted:
            self.status_line.show_place(self.place())

    def _rows(self) -> list[Row]:
        if self.phase == "ready" and self._drawn is not None:
            return intro_rows(self._drawn, self._desk.seed, self._desk.unit)
        if self.phase == "writing" and self.session is not None:
            return task_rows(self.session, self._desk.titles)
        if self.phase == "result" and self.exam is not None:
            lessons = {entry.id: entry.title for unit in self.services.library.units() for entry in unit.lessons}
            return result_rows(self.exam, self._desk.titles, lessons, self.services.keys)
        text = {"drawing": "Drawing the tasks …", "marking": self._note, "empty": self._note}.get(self.phase, "")
        return text_rows(self.services.keys.fill(text))

    def _tick(self) -> None:
        """Time goes by, whichever screen is on top."""
        if self.phase != "writing" or self.session is None:
            return
        self.session.keep_time()
        if self.is_current:
            self.status_line.show_place(self.place())
        if self.session.remaining <= 0:
            self.run_worker(self._time_is_up(), exit_on_error=False, exclusive=True)

    async def _time_is_up(self) -> None:
        top = self.app.screen
        while top is not self:
            if isinstance(top, ExamChallengeScreen | ExamQuestionScreen):
                top.save()
            await self.services.control.end()
            self.app.pop_screen()
            top = self.app.screen
        self.notify("The time is up. Your answers were handed in.", timeout=8)
        await self._hand_in()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what the phase allows."""
        if action in {"hand_in", "give_up"}:
            return self.phase == "writing"
        if action == "again":
            return self.phase == "result"
        return True

    def on_row_chosen(self, event: RowChosen) -> None:
        """Begin, open a task, or read a lesson again."""
        if self.phase == "ready" and self._drawn is not None:
            self._write(self._desk.begin(self._drawn))
        elif self.phase == "writing" and isinstance(event.key, int):
            self._open_task(event.key)
        elif self.phase == "result" and isinstance(event.key, str):
            self.app.call_later(self.app.run_action, f"app.follow_link({'lesson:' + event.key!r})")

    def _open_task(self, number: int) -> None:
        session = self.session
        if session is None:
            return
        task = session.exam.tasks[number - 1]
        try:
            asked = task_of(self.services.library, task.item, task.draw)
            lesson = self.services.library.lesson(task.item.rpartition("/")[0])
        except (LookupError, CourseError):
            self.notify("This task can't be read any more. Leave it out.", severity="warning")
            return
        if isinstance(asked, Challenge):
            screen = ExamChallengeScreen(self.services, lesson, asked, session, task)
            self.app.push_screen(screen, lambda _: self._task_left(task, go_on=screen.go_on))
        else:
            question = ExamQuestionScreen(self.services, asked, session, task)
            self.app.push_screen(question, lambda _: self._task_left(task, go_on=question.go_on))

    def _task_left(self, task: ExamTask, *, go_on: bool) -> None:
        self._draw()
        if go_on and self.session is not None and task.number < len(self.session.exam.tasks):
            self._open_task(task.number + 1)

    def action_hand_in(self) -> None:
        """Hand in, after a question."""
        from tutor.ui.screens.help import QuestionScreen

        if self.session is None:
            return
        missing = len(self.session.exam.tasks) - self.session.count
        left = f" {missing} without an answer." if missing else ""
        self.app.push_screen(QuestionScreen(f"Hand in the exam?{left}"), self._hand_in)

    async def _hand_in(self, yes: bool | None = True) -> None:
        if yes and self.session is not None:
            self.session.hand_in()
            self.exam, self.session = self.session.exam, None
            self.run_worker(self._mark(), exit_on_error=False)

    async def _mark(self) -> None:
        if self.exam is None:
            return

        def tell(sentence: str) -> None:
            self._note = sentence
            self._enter("marking")

        try:
            self.exam = await self._desk.mark(self.exam, tell)
            self._enter("result")
        except NotMarked as error:
            self._note = f"The marking waits: {error} Your answers are kept; come back to the exam to go on."
            self._enter("empty")
        except Exception as error:
            self._break_off(error, "The marking broke off; it goes on where it was.")

    def action_again(self) -> None:
        """A new draw."""
        self.exam = None
        self._desk.another()
        self._enter("drawing")
        self.run_worker(self._begin(), exit_on_error=False)

    def action_give_up(self) -> None:
        """End the exam without a result, after a question; then another one can be begun."""
        from tutor.ui.screens.help import QuestionScreen

        self.app.push_screen(QuestionScreen(GIVE_UP), self._given_up)

    def _given_up(self, yes: bool | None) -> None:
        if yes and self.session is not None:
            self.session.give_up()
            self.session = None
            self.action_again()

    def on_unmount(self) -> None:
        """The app is left: the clock stops."""
        if self.session is not None:
            self.session.pause()

    def action_leave(self) -> None:
        """Back to the course."""
        if self.session is not None:
            self.session.pause()
            self.session = None
        self.dismiss(None)
