"""Where the tries at a challenge are counted: in the lesson's own progress, or in a sitting of practice."""

from __future__ import annotations

from typing import Protocol

from tutor.course.model import Challenge
from tutor.engine.events import ChallengeJudged
from tutor.study.progress import Progress

TRIES_BEFORE_SOLUTION = 3


def solution_opens(left: int) -> str:
    """What opens the solution where ``left`` more checked tries are needed."""
    return f"The solution opens after a pass or {left} more checked {'try' if left == 1 else 'tries'}."


class Tries(Protocol):
    """What a challenge's screen asks and tells about tries."""

    @property
    def draft_key(self) -> str:
        """Where the learner's text is kept."""

    @property
    def hints(self) -> int:
        """How many hints were asked for."""

    @property
    def left(self) -> int:
        """How many more checked tries open the solution."""

    @property
    def after_pass(self) -> str:
        """What to do after a pass, with places for keys."""

    def take_hint(self) -> None:
        """Count one more hint."""

    def keep(self, judged: ChallengeJudged, text: str) -> None:
        """Keep a verdict and the text it is on."""


class LessonTries:
    """Tries at a challenge in its lesson, kept for good."""

    def __init__(self, progress: Progress, challenge: Challenge) -> None:
        self._progress = progress
        self._challenge = challenge

    @property
    def draft_key(self) -> str:
        """The challenge's id."""
        return self._challenge.id

    @property
    def hints(self) -> int:
        """How many hints were ever shown."""
        return self._progress.hints_shown(self._challenge.id)

    @property
    def left(self) -> int:
        """None after a pass; a project takes three for each milestone. To check one text again is no new try."""
        state = self._progress.challenge_state(self._challenge.id, self._challenge.content_hash)
        if state in {"passed", "changed"}:
            return 0
        needed = TRIES_BEFORE_SOLUTION * max(1, len(self._challenge.milestones))
        return max(needed - self._progress.real_tries(self._challenge.id, self._challenge.starter), 0)

    @property
    def after_pass(self) -> str:
        """Back to the lesson, or a look at its solution."""
        return "{key:challenge.back} back to the lesson · {key:challenge.solution} the lesson's solution"

    def take_hint(self) -> None:
        """Count one more hint."""
        self._progress.show_hint(self._challenge.id)

    def keep(self, judged: ChallengeJudged, text: str) -> None:
        """Record the attempt."""
        challenge = self._challenge
        if judged.had_its_say:
            self._progress.record_attempt(challenge.id, challenge.content_hash, text, judged.passed, judged.seconds)


class PracticeTries:
    """Tries in one sitting of practice: hints begin anew, and the text is not the lesson's."""

    def __init__(self, progress: Progress, challenge: Challenge, draw: int) -> None:
        self._progress = progress
        self._challenge = challenge
        self._draw = draw
        self.count = 0
        self.hints = 0
        self.passed = False
        self.after_pass = ""

    @property
    def draft_key(self) -> str:
        """A place for each draw of the challenge's parameters."""
        return f"practice:{self._challenge.id}:{self._draw}"

    @property
    def left(self) -> int:
        """Three tries in this sitting, or a pass, open the solution."""
        return 0 if self.passed else max(TRIES_BEFORE_SOLUTION - self.count, 0)

    def take_hint(self) -> None:
        """Count one more hint."""
        self.hints += 1

    def keep(self, judged: ChallengeJudged, text: str) -> None:
        """Record the attempt; the first pass ends the counting."""
        if not judged.had_its_say:
            return
        challenge = self._challenge
        self._progress.record_attempt(challenge.id, challenge.content_hash, text, judged.passed, judged.seconds)
        if not self.passed:
            self.count += 1
            self.passed = judged.passed
