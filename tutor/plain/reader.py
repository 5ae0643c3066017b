"""The plain tutor's loop: show a page, ask what to do, do it."""

from __future__ import annotations

import subprocess
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from tutor.plain.challenges import Editor, ShowEditor
from tutor.plain.console import Console
from tutor.plain.looking import progress_lines
from tutor.plain.page_work import PageWork
from tutor.plain.pages import head
from tutor.plain.reading import Reading
from tutor.plain.runs import Runs
from tutor.plain.text import number_in
from tutor.session.openings import Opening, PracticeOpening
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
    ("f", "find", "find words in the course: f gradient"),
    ("z", "again", "another round of a quiz, with other numbers"),
    ("d", "practice", "practise what is due: d, or d 20 for twenty minutes"),
    ("x", "exam", "begin the exam, or go on with it"),
    ("w", "progress", "where you are: units, skills, days in a row"),
    ("?", "help", "say these commands"),
    ("q", "quit", "leave; everything is kept"),
)
MOST_MINUTES = 120
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
        self.reading = Reading(services, console)
        self._runs = Runs(services, console)
        self._editor = Editor(console, show_editor)
        self._work = PageWork(self.reading, self._runs, self._editor, consent)

    async def read(self, start: str | None = None, opening: Opening | None = None) -> None:
        """Read from ``start``, or the last place, until the learner leaves or the input ends.

        ``opening`` comes before that.
        """
        self.console.say("pytorch-tutor, line by line. Type a command and Enter; ? says them all, q leaves.", "")
        if isinstance(opening, PracticeOpening):
            await self._sitting(opening.minutes)
        elif opening is not None:
            await self._exam(opening.seed, opening.unit)
        self.reading.show(*self.reading.first_place(start))
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
            self.reading.time.end()
            self.services.drafts.flush()

    def _actions(self) -> dict[str, Callable[[str], Awaitable[None]]]:
        return {
            "n": self.reading.next,
            "b": self.reading.back,
            "p": self.reading.say_page,
            "r": self._work.run,
            "e": self._work.edit,
            "u": self._work.undo,
            "t": self._work.traceback,
            "a": self._work.answer,
            "c": self._work.check,
            "h": self._work.hint,
            "s": self._work.solution,
            "m": self.reading.map,
            "o": self.reading.open,
            "f": self.reading.find,
            "z": self.reading.again,
            "d": self.practice,
            "x": self.exam,
            "w": self.progress,
            "?": self.help,
        }

    def _prompt(self) -> str:
        """The commands that matter on this page."""
        parts = self.reading.parts
        wanted = [("r", parts.snippets), ("a", parts.questions), ("c", parts.challenges), ("e", parts.challenges)]
        words = {letter: word for letter, word, _ in COMMANDS}
        named = ["n next", *(f"{letter} {words[letter]}" for letter, there in wanted if there), "? help"]
        return f"{', '.join(named)}: "

    async def help(self, _rest: str = "") -> None:
        """The commands."""
        for letter, word, meaning in COMMANDS:
            self.console.say(f"{letter} or {word}: {meaning}" if letter.isalpha() else f"{letter}: {meaning}")
        self.console.say("While code runs, Ctrl+C stops it.")

    async def progress(self, _rest: str = "") -> None:
        """Where one is."""
        self.console.say(*await progress_lines(self.services))

    async def practice(self, rest: str) -> None:
        """A sitting of practice, then the page again."""
        minutes = number_in(rest, MOST_MINUTES)
        if rest and minutes is None:
            self.console.say(f"How many minutes? For instance d 20, at most {MOST_MINUTES}.")
            return
        await self._sitting(minutes)
        self._back_on_the_page()

    async def exam(self, _rest: str = "") -> None:
        """The exam, then the page again."""
        await self._exam()
        self._back_on_the_page()

    async def _sitting(self, minutes: int | None) -> None:
        from tutor.plain.practice import Practice

        self.reading.time.end()
        if await self._work.allowed():
            await Practice(self.services, self.console, self._runs, self._editor).sit(minutes)

    async def _exam(self, seed: int | None = None, unit: str = "") -> None:
        from tutor.plain.exam import PlainExam

        self.reading.time.end()
        if await self._work.allowed():
            await PlainExam(self.services, self.console, self._runs, self._editor).sit(seed, unit)

    def _back_on_the_page(self) -> None:
        if self.reading.state is not None:
            self.reading.time.begin(self.reading.state.lesson.id)
            self.console.say("", f"Back at {head(self.reading.state.lesson, self.reading.page)} p says it.")
