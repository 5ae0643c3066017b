"""What one does with the snippets, questions and challenges of a page, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.course.model import Challenge
from tutor.plain.challenges import Desk, Editor
from tutor.plain.console import Console, agreed
from tutor.plain.pages import snippet_lines
from tutor.plain.questions import Questions
from tutor.plain.reading import Reading
from tutor.plain.runs import Runs
from tutor.plain.text import code_lines, number_in
from tutor.session.services import Services
from tutor.session.tries import LessonTries

if TYPE_CHECKING:
    from tutor.study.consent import Consent


class PageWork:
    """Works on the page that ``reading`` says. A method for each command, which gets what was typed behind it."""

    def __init__(
        self,
        reading: Reading,
        runs: Runs,
        editor: Editor,
        consent: Consent | None = None,
    ) -> None:
        self._reading = reading
        self._services: Services = reading.services
        self._console: Console = reading.console
        self._runs = runs
        self._editor = editor
        self._questions = Questions(reading.services, reading.console)
        self._consent = consent
        self._traceback = ""

    def _snippet(self, rest: str) -> int | None:
        """The snippet that is meant: a number, or the first of the page that has not run as it stands."""
        state, numbers = self._reading.state, self._reading.parts.snippets
        if state is None or not numbers:
            self._console.say("There is no snippet on this page.")
            return None
        if not rest:
            todo = [n for n in numbers if state.records[n].phase == "new" or state.stale(n)]
            return todo[0] if todo else numbers[-1]
        number = number_in(rest, max(numbers))
        if number in numbers:
            return number
        self._console.say(f"There is no snippet “{rest}” on this page: {', '.join(map(str, numbers))}.")
        return None

    async def run(self, rest: str) -> None:
        """Run a snippet, after its predictions were asked for."""
        number = self._snippet(rest)
        if number is None or self._reading.state is None:
            return
        if not await self.allowed():
            return
        await self._questions.predict(self._reading.state, number)
        record = await self._runs.snippet(self._reading.state, number)
        self._questions.judge_predictions(self._reading.state, record, number)
        self._traceback = record.error.traceback if record.error is not None else ""
        if self._traceback:
            self._console.say("t says the traceback.")

    async def allowed(self) -> bool:
        """Whether lessons may run here; where the sandbox is weak that is asked once."""
        level = self._services.runner.status.level
        question = self._consent.question(level) if self._consent is not None and level else ""
        if not question or self._consent is None:
            return True
        if not await agreed(self._console, question):
            return False
        self._consent.give(level)
        return True

    async def edit(self, rest: str) -> None:
        """Edit the page's challenge, or a snippet that is named or is all there is."""
        if self._reading.parts.challenges and not rest.isdecimal():
            self._desk(self._reading.parts.challenges[0]).edit()
            return
        number = self._snippet(rest)
        if number is None or self._reading.state is None:
            return
        text = self._editor.edit(self._reading.state.text(number), f"snippet {number}")
        if text is not None:
            self._reading.state.set_text(number, text)
            edited = self._reading.state.edited(number)
            self._services.drafts.put(self._reading.state.draft_key(number), text if edited else None)
            self._services.drafts.flush()
            self._console.say(*snippet_lines(self._reading.state, number), f"r {number} runs it.")

    async def undo(self, rest: str) -> None:
        """The lesson's own text of a snippet."""
        number = self._snippet(rest)
        if number is not None and self._reading.state is not None:
            self._reading.state.set_text(number, self._reading.state.snippets[number].text)
            self._services.drafts.put(self._reading.state.draft_key(number), None)
            self._services.drafts.flush()
            self._console.say(*snippet_lines(self._reading.state, number))

    async def traceback(self, _rest: str = "") -> None:
        """The traceback of the last error."""
        self._console.say(*(code_lines(self._traceback) if self._traceback else ["There is no traceback."]))

    async def answer(self, rest: str) -> None:
        """Answer a question of the page."""
        questions = self._reading.parts.questions
        if not questions or self._reading.state is None:
            self._console.say("There is no question on this page.")
            return
        number = number_in(rest, len(questions))
        if rest and number is None:
            self._console.say(f"Questions on this page: 1 to {len(questions)}.")
            return
        still_open = [asked for asked in questions if not asked.over]
        asked = questions[number - 1] if number is not None else (still_open or questions)[0]
        await self._questions.ask(self._reading.state, asked)

    def _desk(self, challenge: Challenge) -> Desk:
        tries = LessonTries(self._services.progress, challenge)
        return Desk(self._services, self._console, self._runs, self._editor, challenge, tries)

    def _first_desk(self) -> Desk | None:
        """The page's first challenge."""
        challenges = self._reading.parts.challenges
        if not challenges:
            self._console.say("There is no challenge on this page.")
        return self._desk(challenges[0]) if challenges else None

    async def check(self, rest: str) -> None:
        """Check the learner's text, or a file."""
        desk = self._first_desk()
        if desk is not None:
            await desk.check(rest)

    async def hint(self, _rest: str = "") -> None:
        """The next hint."""
        desk = self._first_desk()
        if desk is not None:
            desk.hint()

    async def solution(self, _rest: str = "") -> None:
        """The solution, once it was earned."""
        desk = self._first_desk()
        if desk is not None:
            desk.solution()
