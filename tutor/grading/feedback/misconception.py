"""The form of an entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Priority = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Misconception:
    """One known mistake and what a learner who makes it is told."""

    id: str
    """``F02``: stable, scripts and lessons refer to it."""
    title: str
    """A few words, for lists."""
    priority: Priority
    """1: the code crashes or trains wrongly without a word; 2: wrong when evaluated; 3: speed or style."""
    lesson: str
    """Id of the lesson that teaches it, ``unit/lesson``; the course may not have it yet."""
    fact: str
    """What was seen, why it matters, one next action. Fields in braces are filled with a finding's values."""
    question: str = ""
    """The same without values, for a finding that only the text suggests, or that lacks a value."""
