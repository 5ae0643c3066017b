"""What every screen works with, made once and handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.course.keys import KeyNames
from tutor.engine.runner import Runner
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts

if TYPE_CHECKING:
    from tutor.course.library import Library
    from tutor.course.model import Challenge, Lesson
    from tutor.course.questions import Question
    from tutor.engine.load import Load
    from tutor.grading.answers import Facts
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
    load: Load | None = None
    """How busy the device is; None where that can't be told, as with code that runs on another machine."""
    tour: bool = False
    """Whether tips are given to somebody who is new here."""
    keys: KeyNames = field(default_factory=KeyNames)
    """What sentences call the learner's keys."""
    facts: dict[str, Facts] = field(default_factory=dict)
    """What runs said about questions, by the code that was run."""

    def challenge_state(self, challenge: Challenge) -> str:
        """``new``, ``tried``, ``passed`` or ``changed``."""
        return self.progress.challenge_state(challenge.id, challenge.content_hash)

    def answer_state(self, question: Question) -> str:
        """``new``, ``wrong``, ``right`` or ``changed``."""
        return self.progress.answers.answer_state(question.id, question.content_hash)

    def title_of(self, lesson_id: str) -> str:
        """The title of a lesson; its id where there is none."""
        titles = {entry.id: entry.title for unit in self.library.units() for entry in unit.lessons}
        return titles.get(lesson_id, lesson_id)

    def lesson_state(self, lesson: Lesson) -> str:
        """``new``, ``started``, ``known`` or ``done``."""
        challenges = [(challenge.id, challenge.content_hash) for challenge in lesson.challenges]
        return self.progress.lesson_state(lesson.id, challenges, len(lesson.pages))
