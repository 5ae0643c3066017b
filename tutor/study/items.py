"""What practice and exams ask: the challenges and the quiz questions of a course, seen alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tutor.course.markdown import links_as_text
from tutor.course.model import Challenge, ChallengePlace, Lesson
from tutor.course.questions import Question

ItemKind = Literal["challenge", "question"]
QUESTION_MINUTES = 2
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Item:
    """A challenge or a question."""

    id: str
    """``unit/lesson/name``."""
    kind: ItemKind
    title: str
    lesson: str
    """Id of the lesson that teaches it."""
    home: str
    """Id of the lesson it stands in, which for a quiz question is another one."""
    page: int
    """Index of its page there, from 0."""
    minutes: int
    task: str
    """What is asked for: ``write``, ``fix``, ``predict``, ``tune``, ``project``, or a question's kind."""
    skills: tuple[str, ...]
    content_hash: str
    exam: bool
    """Whether an exam may ask it."""

    @property
    def unit(self) -> str:
        """Id of its unit."""
        return self.lesson.partition("/")[0]


def items_of_lesson(lesson: Lesson) -> Iterable[Item]:
    """The challenges and questions of one lesson in page order; a project that stands on several pages comes once."""
    placed = set()
    for index, page in enumerate(lesson.pages):
        for block in page.blocks:
            if isinstance(block, ChallengePlace) and block.name not in placed:
                placed.add(block.name)
                yield _of_challenge(lesson.challenge(block.name), lesson, index)
            elif isinstance(block, Question):
                yield _of_question(block, lesson, index)


def _of_challenge(challenge: Challenge, lesson: Lesson, page: int) -> Item:
    return Item(
        id=challenge.id,
        kind="challenge",
        title=challenge.title,
        lesson=lesson.id,
        home=lesson.id,
        page=page,
        minutes=challenge.minutes,
        task=challenge.kind,
        skills=challenge.skills,
        content_hash=challenge.content_hash,
        exam=challenge.exam,
    )


def _of_question(question: Question, lesson: Lesson, page: int) -> Item:
    return Item(
        id=question.id,
        kind="question",
        title=short_title(question.ask),
        lesson=question.lesson or lesson.id,
        home=lesson.id,
        page=page,
        minutes=QUESTION_MINUTES,
        task=question.task or "concept",
        skills=question.skills,
        content_hash=question.content_hash,
        exam=question.exam,
    )


def short_title(markdown: str) -> str:
    """The first words of a text, without its marks."""
    prose = re.sub(r"(?s)```.*?```", " ", markdown)
    words = re.sub(r"[`*_#>]", "", links_as_text(prose)).split()
    text = " ".join(words) or "A question"
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
