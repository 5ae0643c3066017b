"""Challenges in the plain tutor: written in the learner's own editor, checked, helped with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged
from tutor.engine.saves import UnreadableFile, read_saved
from tutor.plain.console import Console
from tutor.plain.runs import Runs
from tutor.plain.text import as_lines, code_lines, wrapped
from tutor.session.own_editor import NoEditor, edit_with
from tutor.session.services import Services
from tutor.session.tries import Tries, solution_opens

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

    def read(self, file: str) -> str | None:
        """What stands in a file; None, with the reason said, where it can't be read."""
        try:
            return read_saved(Path(file).expanduser())
        except UnreadableFile as error:
            self._console.say(str(error))
            return None


class Desk:
    """One challenge, and the learner's text of it. ``tries`` says where its tries count."""

    def __init__(
        self, services: Services, console: Console, runs: Runs, editor: Editor, challenge: Challenge, tries: Tries
    ) -> None:
        self._drafts = services.drafts
        self._console = console
        self._runs = runs
        self._editor = editor
        self.challenge = challenge
        self.tries = tries

    @property
    def text(self) -> str:
        """The learner's text, or the starter."""
        draft = self._drafts.get(self.tries.draft_key)
        return self.challenge.starter if draft is None else draft

    def _keep(self, text: str) -> None:
        self._drafts.put(self.tries.draft_key, None if text == self.challenge.starter else text)
        self._drafts.flush()

    def edit(self) -> None:
        """Edit the learner's text, which is kept whatever comes of it."""
        text = self._editor.edit(self.text, self.challenge.id.rpartition("/")[2])
        if text is not None:
            self._keep(text)
            self._console.say("Your text is kept. c checks it.")

    async def check(self, file: str = "") -> ChallengeJudged | None:
        """Check the learner's text, or what stands in a file, which then is the learner's text."""
        if file:
            text = self._editor.read(file)
            if text is None:
                return None
            self._keep(text)
        judged = await self._runs.challenge(self.challenge, self.text, self.tries)
        if judged is not None and judged.passed and self.challenge.afterwards:
            self._console.say("", *as_lines(self.challenge.afterwards))
        elif judged is not None and not judged.passed:
            self._console.say("Mend the first one that fails, then c checks again. h gives a hint.")
        return judged

    def hint(self) -> None:
        """One more hint; after the last one all of them."""
        hints = self.challenge.hints
        count = len(hints)
        if not count:
            self._console.say("This challenge has no hints.")
            return
        first = min(self.tries.hints, count) + 1
        if first > count:
            first = 1
            self._console.say("There are no more; all of them again.")
        else:
            self.tries.take_hint()
        for number in range(first, min(self.tries.hints, count) + 1):
            self._console.say(f"Hint {number} of {count}:", *as_lines(hints[number - 1]))

    def solution(self) -> None:
        """The solution, once it was earned."""
        left = self.tries.left
        if left:
            self._console.say(*wrapped(solution_opens(left) + " h gives a hint."))
        else:
            self._console.say("One right way:", *code_lines(self.challenge.solution), "End of the solution.")
