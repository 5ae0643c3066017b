"""Notices what became of a challenge outside this app: a file that ``watch`` checks, a second tutor."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from tutor.course.model import Challenge
from tutor.study.progress import Progress

LOOK_EVERY = 1.5
"""Seconds; one small query each."""


class CheckedElsewhere(Message):
    """An answer to the challenge was checked by another program."""

    def __init__(self, passed: bool, text: str | None) -> None:
        super().__init__()
        self.passed = passed
        self.text = text
        """What was checked; None where that is not known."""


class Elsewhere(Widget):
    """Looks for attempts that this app has not made; shows nothing itself."""

    DEFAULT_CSS = "Elsewhere { display: none; }"

    def __init__(self, progress: Progress, challenge: Challenge) -> None:
        super().__init__()
        self._progress = progress
        self._challenge = challenge
        self._known = progress.attempts(challenge.id)
        self._text = progress.draft(challenge.id)
        self.before: str | None = None
        """The draft before the newest attempt."""

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(LOOK_EVERY, self.look)

    def own_attempt(self) -> None:
        """This app has just recorded one."""
        self._known += 1
        self._text = self._progress.draft(self._challenge.id)

    def look(self) -> None:
        """Tell of an attempt that is new."""
        challenge = self._challenge
        count = self._progress.attempts(challenge.id)
        if count == self._known:
            return
        self._known, self.before = count, self._text
        text = self._progress.draft(challenge.id)
        passed = self._progress.challenge_state(challenge.id, challenge.content_hash) == "passed"
        # A draft that stayed as it was is not what was checked there.
        self.post_message(CheckedElsewhere(passed, text if text != self._text else None))
        self._text = text
