"""Events of the feedback: what the sentinels saw of a run, and the known mistake behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ObservationsReceived:
    """Facts that the sentinels gathered of a run: plain values of bounded size, untrusted. For the feedback alone."""

    facts: dict[str, Any] = field(repr=False)


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


def feedback_as_json(event: FeedbackGiven) -> dict[str, Any]:
    """The public JSON object of a feedback."""
    return {
        "type": "feedback",
        "id": event.id,
        "message": event.message,
        "line": event.line,
        "lesson": event.lesson,
    }
