"""The plain tutor's loop: show a page, ask what to do, do it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tutor.course.model import QUIZ_KINDS, CourseError, LessonEntry
from tutor.plain.challenges import Challenges, Editor, ShowEditor
from tutor.plain.console import Console
from tutor.plain.pages import PageParts, head, page_lines, parts_of, snippet_lines
from tutor.plain.questions import Questions
from tutor.plain.runs import Runs
from tutor.plain.text import code_lines
from tutor.session.reading_time import ReadingTime
from tutor.session.records import LessonState
from tutor.session.services import Services

if TYPE_CHECKING:
    from tutor.study.consent import Consent

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("n", "next", "to the next page"),
    ("b", "back", "to the page before"),
    ("p", "page", "say this page again"),
    ("r", "run", "run a snippet: r, or r 3"),
    ("e", "edit", "edit the challenge, or a snippet (e 3), in your own editor ($EDITOR)"),
    ("u", "undo", "take the lesson's text of a snippet back: u, or u 3"),
    ("t", "traceback", "say the traceback of the last error"),
    ("a", "answer", "answer a question: a, or a 2"),
    ("c", "check", "check the challenge; c FILE.py takes the answer from a file"),
    ("h", "hint", "the next hint of the challenge"),
    ("s", "solution", "the solution, after a pass or three tries"),
    ("m", "map", "say the lessons of the course"),
    ("o", "open", "open a lesson: o 1.3, or a part of its name"),
    ("?", "help", "say these commands"),
    ("q", "quit", "leave; everything is kept"),
)
_WORDS = {word: letter for letter, word, _ in COMMANDS} | {letter: letter for letter, _, _ in COMMANDS}


class PlainReader:
    """Reads a course with a person, line by line. ``show_editor`` runs the command of the learner's editor."""

    def __init__(
        self,
        services: Services,
        console: Console,
        *,
        consent: Consent | None = None,
        show_editor: ShowEditor = lambda command: subprocess.run(command, check=False).returncode,
    ) -> None:
        self.services = services
        self.console = console
        self.state: LessonState | None = None
        self.page = 0
        self._runs = Runs(services, console)
        self._questions = Questions(services, console)
        self._time = ReadingTime(services.progress.reading, services.control.clock)
        self._editor = Editor(console, show_editor)
        self._challenges = Challenges(services, console, self._runs, self._editor)
        self._traceback = ""
        self._consent = consent

    # -- going about -----------------------------------------------------------------------------------------------

    async def read(self, start: str | None = None) -> None:
        """Read from ``start``, or the last place, until the learner leaves or the input ends."""
        self.console.say("pytorch-tutor, line by line. Type a command and Enter; ? says them all, q leaves.", "")
        self._open(*self._first_place(start))
        actions = self._actions()
        try:
            while (line := await self.console.ask(self._prompt())) is not None:
                word, _, rest = line.strip().partition(" ")
                letter = _WORDS.get(word.lower())
                if letter == "q":
                    break
                if letter is not None:
                    await actions[letter](rest.strip())
                elif word:
                    self.console.say(f"“{word}” is no command here. ? says which there are.")
        finally:
            self._time.end()
            self.services.drafts.flush()

    def _actions(self) -> dict[str, Callable[[str], Awaitable[None]]]:
        return {
            "n": self.next,
            "b": self.back,
            "p": self.say_page,
            "r": self.run,
            "e": self.edit,
            "u": self.undo,
            "t": self.traceback,
            "a": self.answer,
            "c": lambda rest: self._challenges.check(self._parts.challenges, rest),
            "h": lambda rest: self._challenges.hint(self._parts.challenges),
            "s": lambda rest: self._challenges.solution(self._parts.challenges),
            "m": self.map,
            "o": self.open,
            "?": self.help,
        }

    def _prompt(self) -> str:
        """The commands that matter on this page."""
        parts = self._parts
        wanted = [("r", parts.snippets), ("a", parts.questions), ("c", parts.challenges), ("e", parts.challenges)]
        words = {letter: word for letter, word, _ in COMMANDS}
        named = ["n next", *(f"{letter} {words[letter]}" for letter, there in wanted if there), "? help"]
        return f"{', '.join(named)}: "

    def _first_place(self, start: str | None) -> tuple[str | None, int]:
        library, place = self.services.library, self.services.progress.place()
        if start is not None:
            return start, place.page if place is not None and place.lesson == start else 0
        if place is not None and place.lesson in library.ids():
            return place.lesson, place.page
        entries = [entry for unit in library.units() for entry in unit.lessons]
        return next((entry.id for entry in entries if entry.kind not in QUIZ_KINDS), None), 0

    def _open(self, lesson_id: str | None, page: int = 0) -> None:
        """Open a lesson at a page (from 0, -1 the last) and say it."""
        if lesson_id is None:
            self.console.say("This course has no lessons yet. pytorch-tutor verify says what is missing.")
            return
        if self.state is None or self.state.lesson.id != lesson_id:
            try:
                lesson = self.services.library.lesson(lesson_id)
            except CourseError as error:
                self.console.say(f"The lesson {lesson_id} can't be read:", *map(str, error.faults))
                self.console.say("o opens another lesson, m says which there are.")
                return
            self.state = LessonState(lesson, self.services.drafts.get)
        last = len(self.state.lesson.pages) - 1
        self.page = last if page < 0 else min(page, last)
        self.services.progress.set_place(lesson_id, self.page)
        self.services.progress.page_seen(lesson_id, self.page)
        self._time.begin(lesson_id)
        self.console.say(*page_lines(self.state, self.page, self.services))

    @property
    def _parts(self) -> PageParts:
        return parts_of(self.state, self.page) if self.state is not None else PageParts()

    async def next(self, _rest: str = "") -> None:
        """To the next page, or the next lesson."""
        if self.state is None:
            return
        if self.page + 1 < len(self.state.lesson.pages):
            self._open(self.state.lesson.id, self.page + 1)
            return
        following = self.services.library.next(self.state.lesson.id)
        if following is None:
            self.console.say("This was the last page of the course. m says all lessons.")
        else:
            self._open(following)

    async def back(self, _rest: str = "") -> None:
        """To the page before."""
        if self.state is None:
            return
        before = self.services.library.previous(self.state.lesson.id)
        if self.page > 0:
            self._open(self.state.lesson.id, self.page - 1)
        elif before is not None:
            self._open(before, -1)
        else:
            self.console.say("This is the first page. n goes on.")

    async def say_page(self, _rest: str = "") -> None:
        """The page again."""
        if self.state is not None:
            self.console.say(*page_lines(self.state, self.page, self.services))

    async def map(self, _rest: str = "") -> None:
        """Every lesson with its number and state."""
        for unit in self.services.library.units():
            self.console.say("", f"{unit.title}:")
            for entry in unit.lessons:
                self.console.say(f"{number_of(entry)}: {entry.title}, {entry.minutes} minutes")
        if self.state is not None:
            self.console.say("", f"You are at {head(self.state.lesson, self.page)} o and a number opens another.")

    async def open(self, rest: str) -> None:
        """Open a lesson by number or name."""
        entries = {number_of(entry): entry.id for unit in self.services.library.units() for entry in unit.lessons}
        if not rest:
            self.console.say("Which lesson? For instance o 1.3. m says them all.")
            return
        try:
            found = entries[rest] if rest in entries else self.services.library.find(rest)
        except LookupError as error:
            self.console.say(str(error))
        else:
            self._open(found)

    async def help(self, _rest: str = "") -> None:
        """The commands."""
        for letter, word, meaning in COMMANDS:
            self.console.say(f"{letter} or {word}: {meaning}" if letter.isalpha() else f"{letter}: {meaning}")
        self.console.say("While code runs, Ctrl+C stops it.")

    # -- snippets --------------------------------------------------------------------------------------------------

    def _snippet(self, rest: str) -> int | None:
        """The snippet that is meant: a number, or the first of the page that has not run as it stands."""
        state, numbers = self.state, self._parts.snippets
        if state is None or not numbers:
            self.console.say("There is no snippet on this page.")
            return None
        if not rest:
            todo = [n for n in numbers if state.records[n].phase == "new" or state.stale(n)]
            return todo[0] if todo else numbers[-1]
        if rest.isdigit() and int(rest) in numbers:
            return int(rest)
        self.console.say(f"There is no snippet “{rest}” on this page: {', '.join(map(str, numbers))}.")
        return None

    async def run(self, rest: str) -> None:
        """Run a snippet, after its predictions were asked for."""
        number = self._snippet(rest)
        if number is None or self.state is None:
            return
        if not await self._allowed():
            return
        await self._questions.predict(self.state, number)
        record = await self._runs.snippet(self.state, number)
        self._questions.judge_predictions(self.state, record, number)
        self._traceback = record.error.traceback if record.error is not None else ""
        if self._traceback:
            self.console.say("t says the traceback.")

    async def _allowed(self) -> bool:
        """Whether lessons may run here; where the sandbox is weak that is asked once."""
        level = self.services.runner.status.level
        question = self._consent.question(level) if self._consent is not None and level else ""
        if not question or self._consent is None:
            return True
        answer = await self.console.ask(f"{question} Type yes or no: ")
        if answer is None or answer.strip().lower() not in {"y", "yes"}:
            return False
        self._consent.give(level)
        return True

    async def edit(self, rest: str) -> None:
        """Edit the page's challenge, or a snippet that is named or is all there is."""
        if self._parts.challenges and not rest.isdigit():
            self._challenges.edit(self._parts.challenges[0])
            return
        number = self._snippet(rest)
        if number is None or self.state is None:
            return
        text = self._editor.edit(self.state.text(number), f"snippet {number}")
        if text is not None:
            self.state.set_text(number, text)
            edited = self.state.edited(number)
            self.services.drafts.put(self.state.draft_key(number), text if edited else None)
            self.services.drafts.flush()
            self.console.say(*snippet_lines(self.state, number), f"r {number} runs it.")

    async def undo(self, rest: str) -> None:
        """The lesson's own text of a snippet."""
        number = self._snippet(rest)
        if number is not None and self.state is not None:
            self.state.set_text(number, self.state.snippets[number].text)
            self.services.drafts.put(self.state.draft_key(number), None)
            self.services.drafts.flush()
            self.console.say(*snippet_lines(self.state, number))

    async def traceback(self, _rest: str = "") -> None:
        """The traceback of the last error."""
        self.console.say(*(code_lines(self._traceback) if self._traceback else ["There is no traceback."]))

    async def answer(self, rest: str) -> None:
        """Answer a question of the page."""
        questions = self._parts.questions
        if not questions or self.state is None:
            self.console.say("There is no question on this page.")
            return
        if rest and not (rest.isdigit() and 1 <= int(rest) <= len(questions)):
            self.console.say(f"Questions on this page: 1 to {len(questions)}.")
            return
        still_open = [asked for asked in questions if not asked.over]
        asked = questions[int(rest) - 1] if rest else (still_open or questions)[0]
        await self._questions.ask(self.state, asked)


def number_of(entry: LessonEntry) -> str:
    """A lesson's number as one types it, ``2.5``; its id where its folders have none."""
    unit, lesson = (re.match(r"[0-9]+", name) for name in (entry.path.parent.name, entry.path.name))
    return f"{int(unit[0])}.{int(lesson[0])}" if unit and lesson else entry.id
