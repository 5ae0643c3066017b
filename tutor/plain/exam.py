"""The exam, line by line: its rules, its tasks against the clock, its marks."""

from __future__ import annotations

import asyncio
import contextlib

from tutor.course.model import Challenge, CourseError
from tutor.course.questions import Question
from tutor.plain.challenges import Editor
from tutor.plain.console import Console, agreed
from tutor.plain.pages import lettered_lines
from tutor.plain.runs import Runs
from tutor.plain.text import as_lines, code_lines, number_in, wrapped
from tutor.session.exam_desk import GIVE_UP, ExamDesk, rules
from tutor.session.exam_session import SAVE_TIME_EVERY, ExamSession
from tutor.session.question_text import way_to_answer
from tutor.session.services import Services
from tutor.study.exam_draw import Drawn, EmptyBank
from tutor.study.exam_result import answer_given, topic_results
from tutor.study.exams import Exam, ExamTask
from tutor.study.marking import NotMarked, task_of, why_no_answer
from tutor.study.words import clock_time, exam_verdict

LIST_WAYS = "a task's number, l list, h hand in, x give up, q leave, the clock stops"
TASK_WAYS = "e edit, f FILE takes a file, r run, p say the task, n next task, l list"


class TimeIsUp(Exception):
    """The exam's time is gone."""


class PlainExam:
    """One sitting at the exam."""

    def __init__(self, services: Services, console: Console, runs: Runs, editor: Editor) -> None:
        self._services = services
        self._console = console
        self._runs = runs
        self._editor = editor

    async def sit(self, seed: int | None = None, unit: str = "") -> None:
        """Begin the exam or go on with it, until it is handed in, given up or left."""
        desk = ExamDesk(self._services, seed, unit)
        try:
            found = await desk.look()
        except EmptyBank as error:
            self._console.say(*wrapped(str(error)))
            return
        if isinstance(found, Drawn):
            for sentence in (*rules(found, unit), f"Draw {desk.seed}: pytorch-tutor exam --seed {desk.seed}"):
                self._console.say(*wrapped(sentence))
            answer = await self._console.ask("Type begin to begin; Enter alone goes back: ")
            if answer is None or answer.strip().lower() != "begin":
                return
            session = desk.begin(found)
        elif found.handed_in is not None:
            await self._mark(desk, found)
            return
        else:
            session = desk.resume(found)
        if await self._write(desk, session):
            await self._mark(desk, session.exam)

    async def _write(self, desk: ExamDesk, session: ExamSession) -> bool:
        """Write it with the clock running; whether it was handed in."""
        keeping = asyncio.get_running_loop().create_task(_keep_time(session))
        try:
            self._say_list(desk, session)
            return await self._tasks(desk, session)
        except TimeIsUp:
            self._console.say("", "The time is up. Your answers were handed in.")
            session.hand_in()
            return True
        finally:
            keeping.cancel()
            if session.exam.handed_in is None:
                session.pause()

    async def _tasks(self, desk: ExamDesk, session: ExamSession) -> bool:
        while True:
            word = await self._ask(session, LIST_WAYS)
            if word is None or word == "q":
                self._console.say("The exam waits as it is. x goes on with it.")
                return False
            if word == "l":
                self._say_list(desk, session)
            elif word == "h":
                missing = len(session.exam.tasks) - session.count
                left = f" {missing} without an answer." if missing else ""
                if await agreed(self._console, f"Hand in the exam?{left}"):
                    session.hand_in()
                    return True
            elif word == "x":
                if await agreed(self._console, GIVE_UP):
                    session.give_up()
                    self._console.say("Given up. x begins another exam.")
                    return False
            elif (number := number_in(word, len(session.exam.tasks))) is not None:
                while number is not None and number <= len(session.exam.tasks):
                    number = await self._task(desk, session, session.exam.tasks[number - 1])
            elif word:
                self._console.say(f"“{word}” is neither a task from 1 to {len(session.exam.tasks)} nor a command here.")

    async def _ask(self, session: ExamSession, ways: str) -> str | None:
        """The next line, as long as there is time."""
        if session.remaining <= 0:
            raise TimeIsUp
        prompt = f"{clock_time(session.remaining)} left. {ways[0].upper()}{ways[1:]}: "
        try:
            line = await asyncio.wait_for(self._console.ask(prompt), session.remaining)
        except asyncio.TimeoutError:
            raise TimeIsUp from None
        return None if line is None else line.strip()

    def _say_list(self, desk: ExamDesk, session: ExamSession) -> None:
        self._console.say(f"{session.count} of {len(session.exam.tasks)} answered.")
        topic = ""
        for task in session.exam.tasks:
            if task.topic != topic:
                topic = task.topic
                self._console.say(f"{topic}:")
            state = "answered" if session.answered(task.number) else "no answer"
            title = desk.title(task.item)
            self._console.say(*wrapped(f"{task.number}. {title}, {task.points:.0f} points, {state}", rest="   "))

    async def _task(self, desk: ExamDesk, session: ExamSession, task: ExamTask) -> int | None:
        """Work on one task; the number of the next one, or None for the list."""
        try:
            asked = task_of(self._services.library, task.item, task.draw)
        except (LookupError, CourseError):
            self._console.say("This task can't be read any more. Leave it out.")
            return None
        what = f": {asked.title}" if isinstance(asked, Challenge) else ", a question"
        head = f"Task {task.number} of {len(session.exam.tasks)}, {task.points:.0f} points{what}."
        self._console.say("", *wrapped(head))
        if isinstance(asked, Question):
            return await self._question(session, task, asked)
        return await self._challenge(session, task, asked)

    async def _question(self, session: ExamSession, task: ExamTask, question: Question) -> int | None:
        self._console.say(*lettered_lines(question))
        if session.answered(task.number):
            self._console.say(f"Your answer so far: {session.answers[task.number]}")
        while True:
            text = await self._ask(session, f"{way_to_answer(question)}; Enter alone goes back to the list")
            if not text:
                return None
            why = why_no_answer(question, text)
            if not why:
                break
            self._console.say(*as_lines(why))
        session.save(task.number, text)
        self._console.say("Saved.")
        return task.number + 1

    async def _challenge(self, session: ExamSession, task: ExamTask, challenge: Challenge) -> int | None:
        self._console.say(*as_lines(challenge.task))
        while True:
            word, _, rest = (await self._ask(session, TASK_WAYS) or "l").partition(" ")
            text = session.answers.get(task.number) or challenge.starter
            if word in {"n", "l", "q"}:
                return task.number + 1 if word == "n" else None
            if word in {"e", "f"}:
                name = challenge.id.rpartition("/")[2]
                changed = self._editor.edit(text, name) if word == "e" else self._editor.read(rest.strip())
                if changed is not None:
                    session.save(task.number, "" if changed == challenge.starter else changed)
                    self._console.say(
                        "Saved." if changed != challenge.starter else "This is the starter: no answer yet."
                    )
            elif word == "r":
                await self._runs.script(challenge, text)
            elif word == "p":
                self._console.say(*as_lines(challenge.task), "Your text:", *code_lines(text))
            else:
                self._console.say(f"“{word}” is no command here.")

    async def _mark(self, desk: ExamDesk, exam: Exam) -> None:
        try:
            marked = await desk.mark(exam, self._console.say)
        except NotMarked as error:
            self._console.say(*wrapped(f"The marking waits: {error} Your answers are kept; x goes on with it."))
            return
        self._console.say("", *result_lines(marked, desk, self._services))


async def _keep_time(session: ExamSession) -> None:
    """A crash gives back a few seconds at most."""
    with contextlib.suppress(asyncio.CancelledError):
        while session.exam.handed_in is None:
            await asyncio.sleep(SAVE_TIME_EVERY)
            session.keep_time()


def result_lines(exam: Exam, desk: ExamDesk, services: Services) -> list[str]:
    """Points, topics, what to read again, and each task with its remark."""
    used = f"in {clock_time(exam.spent)} of {clock_time(exam.seconds)}"
    lines = [f"{exam.points:.0f} points: {exam_verdict(exam)}, {used}."]
    results = topic_results(exam)
    for result in results:
        weak = ", weak" if result.weak else ""
        lines += wrapped(f"{result.title}: {result.points:.0f} of {result.total:.0f} points{weak}.", rest="  ")
    missed = [result for result in results if result.lessons]
    again = dict.fromkeys(lesson for result in [r for r in missed if r.weak] or missed for lesson in result.lessons)
    if again:
        lines.append("Read again:")
        lines += [line for id_ in again for line in wrapped(f"{services.title_of(id_)} (o {id_})", rest="  ")]
    for task in exam.tasks:
        state = "right" if task.passed else "not right"
        lines += wrapped(f"{task.number}. {desk.title(task.item)}: {state}, {task.points:.0f} points.", rest="   ")
        given = answer_given(exam, task.number)
        if given:
            lines += wrapped(f"You said: {given}", first="   ", rest="   ")
        if task.remark:
            lines += wrapped(" ".join(task.remark.split()), first="   ", rest="   ")
    return lines
