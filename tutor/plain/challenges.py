"""Challenges in the plain tutor: written in the learner's own editor, checked, helped with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tutor.course.model import Challenge
from tutor.engine.saves import UnreadableFile, read_saved
from tutor.plain.console import Console
from tutor.plain.runs import Runs
from tutor.plain.text import as_lines, code_lines, wrapped
from tutor.session.own_editor import NoEditor, edit_with
from tutor.session.services import Services
from tutor.session.tries import LessonTries, solution_opens

ShowEditor = Callable[[Sequence[str]], int]
"""Runs a command and returns its exit status."""


class Editor:
    """The learner's own editor."""

    def __init__(self, console: Console, show: ShowEditor) -> None:
        self._console = console
        self._show = show

    def edit(self, text: str, name: str) -> str | None:
        """The text as it was left; None, with the reason said, where it could not be edited."""
        try:
            return edit_with(self._show, text, name)
        except NoEditor as error:
            self._console.say(*wrapped(str(error)))
            return None


class Challenges:
    """What one can do with the first challenge of a page."""

    def __init__(self, services: Services, console: Console, runs: Runs, editor: Editor) -> None:
        self._services = services
        self._console = console
        self._runs = runs
        self._editor = editor

    def _one(self, challenges: Sequence[Challenge]) -> Challenge | None:
        if not challenges:
            self._console.say("There is no challenge on this page.")
        return challenges[0] if challenges else None

    def _text(self, challenge: Challenge) -> str:
        draft = self._services.drafts.get(challenge.id)
        return challenge.starter if draft is None else draft

    def _keep(self, challenge: Challenge, text: str) -> None:
        self._services.drafts.put(challenge.id, None if text == challenge.starter else text)
        self._services.drafts.flush()

    def edit(self, challenge: Challenge) -> None:
        """Edit the learner's text, which is kept whatever comes of it."""
        text = self._editor.edit(self._text(challenge), challenge.id.rpartition("/")[2])
        if text is not None:
            self._keep(challenge, text)
            self._console.say("Your text is kept. c checks it.")

    async def check(self, challenges: Sequence[Challenge], file: str = "") -> None:
        """Check the learner's text, or what stands in a file, which then is the learner's text."""
        challenge = self._one(challenges)
        if challenge is None:
            return
        if file:
            try:
                self._keep(challenge, read_saved(Path(file).expanduser()))
            except UnreadableFile as error:
                self._console.say(str(error))
                return
        judged = await self._runs.challenge(challenge, self._text(challenge))
        if judged is not None and judged.passed and challenge.afterwards:
            self._console.say("", *as_lines(challenge.afterwards))
        elif judged is not None and not judged.passed:
            self._console.say("Mend the first one that fails, then c checks again. h gives a hint.")

    async def hint(self, challenges: Sequence[Challenge]) -> None:
        """One more hint; after the last one all of them."""
        challenge = self._one(challenges)
        if challenge is None:
            return
        tries, count = LessonTries(self._services.progress, challenge), len(challenge.hints)
        if not count:
            self._console.say("This challenge has no hints.")
            return
        first = min(tries.hints, count) + 1
        if first > count:
            first = 1
            self._console.say("There are no more; all of them again.")
        else:
            tries.take_hint()
        for number in range(first, min(tries.hints, count) + 1):
            self._console.say(f"Hint {number} of {count}:", *as_lines(challenge.hints[number - 1]))

    async def solution(self, challenges: Sequence[Challenge]) -> None:
        """The solution, once it was earned."""
        challenge = self._one(challenges)
        if challenge is None:
            return
        left = LessonTries(self._services.progress, challenge).left
        if left:
            self._console.say(*wrapped(solution_opens(left) + " h gives a hint."))
        else:
            self._console.say("One right way:", *code_lines(challenge.solution), "End of the solution.")
