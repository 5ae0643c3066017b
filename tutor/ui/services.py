"""What every screen works with, made once and handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.engine.runner import Runner
from tutor.ui.control import RunControl
from tutor.ui.drafts import Drafts

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.course.model import Challenge, Lesson
    from tutor.study.progress import Progress


@dataclass
class Services:
    """The app's collaborators."""

    library: Library
    progress: Progress
    runner: Runner
    drafts: Drafts
    control: RunControl
    unicode: bool = True
    """Whether the terminal shows braille and box characters."""

    def challenge_state(self, challenge: Challenge) -> str:
        """``new``, ``tried``, ``passed`` or ``changed``."""
        return self.progress.challenge_state(challenge.id, challenge.content_hash)

    def lesson_state(self, lesson: Lesson) -> str:
        """``new``, ``started`` or ``done``."""
        challenges = [(challenge.id, challenge.content_hash) for challenge in lesson.challenges]
        return self.progress.lesson_state(lesson.id, challenges, len(lesson.pages))
