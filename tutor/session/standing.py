"""How each lesson and its challenges stand, as the map shows it; the last one is kept for the next time it opens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from tutor.course.model import Lesson
from tutor.session.services import Services
from tutor.study.reset import MAP_KEY

BROKEN = "broken"
"""The state of a lesson that can't be read."""


class ChallengeStanding(NamedTuple):
    """One challenge."""

    name: str
    """The name of its folder."""
    title: str
    minutes: int
    state: str


class LessonStanding(NamedTuple):
    """One lesson with its challenges, in page order."""

    state: str
    challenges: tuple[ChallengeStanding, ...] = ()


Standings = dict[str, LessonStanding]
"""By the id of the lesson."""


def standing(lesson: Lesson | None, services: Services) -> LessonStanding:
    """How a lesson stands now; None is one that can't be read."""
    if lesson is None:
        return LessonStanding(BROKEN)
    challenges = (
        ChallengeStanding(
            challenge.id.rpartition("/")[2], challenge.title, challenge.minutes, services.challenge_state(challenge)
        )
        for challenge in lesson.challenges
    )
    return LessonStanding(services.lesson_state(lesson), tuple(challenges))


def keep(standings: Mapping[str, LessonStanding], services: Services) -> None:
    """Remember how things stand, unless that is known."""
    text = json.dumps(standings, separators=(",", ":"))
    if text != services.progress.draft(MAP_KEY):
        services.progress.save_draft(MAP_KEY, text)


def kept(services: Services) -> Standings:
    """How things stood when the map was last shown; empty where that is not known."""
    try:
        found = json.loads(services.progress.draft(MAP_KEY) or "{}")
        return {id_: _read(*entry) for id_, entry in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _read(state: str, challenges: list[list[object]]) -> LessonStanding:
    read = [ChallengeStanding(*challenge) for challenge in challenges]  # type: ignore[arg-type]
    typed = all(isinstance(one.minutes, int) and isinstance(one.title, str) for one in read)
    if not isinstance(state, str) or not typed:
        raise TypeError("not what was kept")
    return LessonStanding(state, tuple(read))
