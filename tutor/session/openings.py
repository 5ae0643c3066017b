"""What the app shows first, if not the last place in the course."""

from __future__ import annotations

from tutor.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class PracticeOpening:
    """A sitting of practice."""

    minutes: int | None = None
    """How long it should take; None for the usual."""


@dataclass(frozen=True, slots=True)
class ExamOpening:
    """The exam: the one that is open, or a new one."""

    seed: int | None = None
    """Seed of a new exam's draw; None for one of its own."""
    unit: str = ""
    """The unit it shall be about; empty for the whole course."""


Opening = PracticeOpening | ExamOpening
