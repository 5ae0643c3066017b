"""Events of the feedback: what the sentinels saw of a run, and the known mistake behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from tutor.engine.frozen import dataclass
from tutor.engine.text import strip_controls

MOST_FACTS = 100
MOST_FIELDS = 24
MOST_ITEMS = 12
MOST_TEXT = 200


@dataclass(frozen=True, slots=True)
class ObservationsReceived:
    """Facts that the sentinels gathered of a run: plain values of bounded size, untrusted. For the feedback alone."""

    facts: tuple[Mapping[str, Any], ...] = field(repr=False)
    """Each has a ``kind``, a ``count``, and as a rule ``file`` and ``line``; values are numbers, texts, or lists."""


@dataclass(frozen=True, slots=True)
class FeedbackGiven:
    """The known mistake behind a run, at most one: the most causal."""

    id: str
    """Its id in the catalogue, ``F02``."""
    message: str
    line: int | None = None
    """Line in the learner's own text, from 1."""
    lesson: str | None = None
    """Id of the lesson that teaches it; None where the course has none."""
    certain: bool = True
    """False where only the text suggests it: then the message is a question."""


def observations_of(frame: Mapping[str, Any]) -> ObservationsReceived | None:
    """The facts in a frame that a child wrote; None where it is malformed (learner code can write there too)."""
    sent = frame.get("facts")
    if not isinstance(sent, list):
        return None
    facts = (_fact(fact) for fact in sent[:MOST_FACTS])
    return ObservationsReceived(tuple(fact for fact in facts if fact is not None))


def _fact(sent: Any) -> dict[str, Any] | None:
    if not isinstance(sent, dict) or not isinstance(sent.get("kind"), str):
        return None
    fact: dict[str, Any] = {}
    for name, value in list(sent.items())[:MOST_FIELDS]:
        if isinstance(value, list):
            fact[name[:MOST_TEXT]] = [plain for item in value[:MOST_ITEMS] if (plain := _plain(item)) is not None]
        elif (plain := _plain(value)) is not None:
            fact[name[:MOST_TEXT]] = plain
    return fact


def _plain(value: Any) -> bool | int | float | str | None:
    if isinstance(value, str):
        return strip_controls(value[:MOST_TEXT])
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None


def feedback_as_json(event: FeedbackGiven) -> dict[str, Any]:
    """The public JSON object of a feedback."""
    return {
        "type": "feedback",
        "id": event.id,
        "message": event.message,
        "line": event.line,
        "lesson": event.lesson,
    }
