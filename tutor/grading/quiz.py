"""A quiz that is being answered: which first answers were right, the score, and what it shows to be known."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field

from tutor.course.model import Lesson

PASS = 0.75
"""Share of the questions that has to be right."""
EVIDENCE = {"quiz": 1, "placement": 2}
"""How many right answers it takes to count a lesson as known. A placement quiz asks for foundations only, so one lucky
answer must not stand for a lesson."""


@dataclass
class Sitting:
    """One round of a quiz. The first answer to each question counts."""

    round: int = 0
    """From 0; each round draws parameters and the order of choices anew."""
    outcomes: dict[str, bool] = field(default_factory=dict)
    """By the question's name: whether its first answer was right."""
    answers: dict[str, str] = field(default_factory=dict)
    """By the question's name: the right value of a typed answer, as one reads it."""

    def answer(self, name: str, right: bool, value: str = "") -> bool:
        """Count an answer, with the right value of a typed one; returns whether it is the first to its question."""
        first = name not in self.outcomes
        self.outcomes.setdefault(name, right)
        if value:
            self.answers.setdefault(name, value)
        return first

    def as_text(self) -> str:
        """The sitting as text, to be kept."""
        return json.dumps({"round": self.round, "outcomes": self.outcomes, "answers": self.answers})

    @classmethod
    def from_text(cls, text: str | None) -> Sitting:
        """The sitting that was kept; a new one where the text is none."""
        try:
            kept = json.loads(text or "")
            outcomes = {str(name): value is True for name, value in kept["outcomes"].items()}
            answers = {str(name): str(value) for name, value in kept["answers"].items()}
            return cls(max(int(kept["round"]), 0), outcomes, answers)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return cls()


@dataclass(frozen=True, slots=True)
class Score:
    """How a sitting stands."""

    right: int
    open: tuple[int, ...]
    """Numbers, from 1, of the questions without an answer."""
    total: int
    needed: int
    weak: tuple[str, ...]
    """Lessons of the questions that were answered wrong, in the order of the questions, each once."""
    known: tuple[str, ...]
    """Lessons whose questions were all answered, all right, and enough of them."""

    @property
    def finished(self) -> bool:
        """Whether every question has an answer."""
        return not self.open

    @property
    def passed(self) -> bool:
        """Whether enough is right, whatever the open questions will bring."""
        return self.right >= self.needed


def score(lesson: Lesson, sitting: Sitting) -> Score:
    """How a sitting of the quiz ``lesson`` stands."""
    outcomes = [(question, sitting.outcomes.get(question.name)) for question in lesson.questions]
    missing = {question.lesson for question, right in outcomes if not right}
    asked = Counter(question.lesson for question, _ in outcomes)
    missing |= {place for place, count in asked.items() if count < EVIDENCE.get(lesson.kind, 1)}
    return Score(
        right=sum(right is True for _, right in outcomes),
        open=tuple(number for number, (_, right) in enumerate(outcomes, start=1) if right is None),
        total=len(outcomes),
        needed=math.ceil(PASS * len(outcomes)),
        weak=tuple(
            dict.fromkeys(question.lesson for question, right in outcomes if right is False and question.lesson)
        ),
        known=tuple(
            dict.fromkeys(
                question.lesson for question, _ in outcomes if question.lesson and question.lesson not in missing
            )
        ),
    )
