"""How strong each skill is, from the last time each of its items was tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.study.items import Item
from tutor.study.progress import Progress

_OF_GRADE = {1: 0.0, 2: 0.6, 3: 1.0, 4: 1.0}


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """What is known of one skill."""

    skill: str
    tried: int
    """Items tried at least once."""
    total: int
    level: float
    """From 0 to 1 over the tried items; 0 where none was."""


def skill_levels(items: Iterable[Item], progress: Progress) -> list[SkillLevel]:
    """Every skill that the items name, in alphabetical order."""
    grades = progress.reviews.latest_grades()
    rows = progress.database.read("SELECT challenge FROM attempt UNION SELECT question FROM answer")
    tried_ids = {row[0] for row in rows}
    totals: dict[str, int] = defaultdict(int)
    points: dict[str, list[float]] = defaultdict(list)
    for item in items:
        grade = grades.get(item.id)
        # A project tried is one under way: hours of work that has not failed.
        tried = grade is not None or (item.id in tried_ids and item.task != "project")
        for skill in item.skills:
            totals[skill] += 1
            if tried:
                points[skill].append(0.0 if grade is None else _OF_GRADE[grade])
    return [
        SkillLevel(skill, len(points[skill]), totals[skill], sum(points[skill]) / max(len(points[skill]), 1))
        for skill in sorted(totals)
    ]


def weakness(levels: Sequence[SkillLevel]) -> Mapping[str, float]:
    """How weak each tried skill is, from 0 (strong) to 1."""
    return {level.skill: 1.0 - level.level for level in levels if level.tried}
