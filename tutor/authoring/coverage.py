"""Where each source item is taught and practised, and which are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tutor.course.model import Challenge, CourseInfo, Fault, Lesson
from tutor.course.outline import COURSE_FILE


@dataclass(frozen=True, slots=True)
class Covered:
    """One source item."""

    taught: tuple[str, ...] = ()
    """Ids of the lessons that teach it."""
    practised: tuple[str, ...] = ()
    """Ids of the challenges and questions that practise it."""


Coverage = Mapping[str, Covered]
"""By item, in numeric order."""


def cover(lessons: Iterable[Lesson], challenges: Iterable[Challenge]) -> dict[str, Covered]:
    """What the lessons teach, and what the challenges and the lessons' questions practise."""
    lessons = list(lessons)
    taught = _by_item((lesson.id, lesson.teaches) for lesson in lessons)
    asked = [question for lesson in lessons for question in lesson.questions]
    asked += [prediction.question for lesson in lessons for prediction in lesson.predictions]
    of_challenges = [(challenge.id, challenge.covers) for challenge in challenges]
    practised = _by_item([*of_challenges, *((question.id, question.covers) for question in asked)])
    items = sorted({*taught, *practised}, key=_item_order)
    return {item: Covered(tuple(taught.get(item, ())), tuple(practised.get(item, ()))) for item in items}


def missing(info: CourseInfo, coverage: Coverage) -> Iterator[Fault]:
    """What the course owes by its own table and nothing in it gives."""
    path = info.root / COURSE_FILE
    for item in sorted({*info.practised, *info.taught}, key=_item_order):
        covered = coverage.get(item, Covered())
        if not covered.taught:
            yield Fault(path, 1, f"No lesson teaches {item}. Name it under `teaches` of the one that does.")
        if item in info.practised and not covered.practised:
            yield Fault(
                path, 1, f"No challenge and no question practises {item}. Name it under `covers` of one that does."
            )


def _by_item(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for identifier, items in pairs:
        for item in items:
            found.setdefault(item, []).append(identifier)
    return found


def _item_order(item: str) -> tuple[int, str]:
    digits = re.search(r"[0-9]+", item)
    return (int(digits[0]) if digits else 0, item)
