"""What the hooks put down in passing, to be understood later, many events at a time.

A hook runs in the middle of a training step, where every instruction is slow: the step has just swept the caches. So
it appends one value and returns. The tape is read about 25 times a second.

Events, in the order they happened: a float or a 0-D tensor (a backward pass started from it), ``Divided``, a ``Lane``
(its optimiser stepped), ``Repeated``, ``Candidate``, ``Phase``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tutor.worker.curve import Curve

FEWEST, MOST = 2, 128
"""Events after which the tape is read: few in a slow loop, so that each step shows at once."""

READ_EVERY = 0.03
"""Seconds between two readings that are aimed at: each one runs cold code in the middle of a step."""


class Lane:
    """The curve of one optimiser, or of a loop by hand (with an empty name)."""

    __slots__ = ("curve", "divisor", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.curve = Curve("", automatic=True)
        self.divisor = 0.0
        """By how much each loss of a step was divided; 0 while nothing says that it was."""


@dataclass
class Divided:
    """A backward pass started from a loss that had been divided by a plain number."""

    value: Any
    divisor: float


@dataclass
class Repeated:
    """An optimiser stepped with a closure, which it may have called many times."""

    lane: Lane


@dataclass
class Candidate:
    """``torch.autograd.grad`` was called on a scalar."""

    value: Any


@dataclass
class Phase:
    """The model is evaluated; ``tallies`` grow until training goes on."""

    tallies: dict[Any, Any] = field(default_factory=dict)


def _nothing() -> None:
    return None


class Tape:
    """Events of the current run."""

    __slots__ = ("_then", "by_hand", "careful", "divides", "events", "function", "lane", "limit", "stepped", "target")

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.clear()

    def clear(self) -> None:
        """Begin a run."""
        self.events.clear()
        self.limit = FEWEST
        self.careful = False
        """Whether the next loss must be looked at closely: what it was divided by may matter."""
        self.divides = False
        """Whether losses are divided by the number that one step sums up."""
        self.by_hand = False
        """Whether every backward pass makes a point, since no optimiser steps."""
        self.stepped: Callable[[], Any] = _nothing
        """The optimiser that stepped last, weakly held, and its lane."""
        self.lane: Lane | None = None
        self.function = ""
        """The loss function that was called last with gradients on."""
        self.target: Callable[[], Any] = _nothing
        """The target it had, weakly held."""
        self._then = 0.0

    def pace(self, now: float) -> None:
        """The tape is read now (in seconds): set how soon it will be again, by how fast it was filled."""
        passed = now - self._then
        self._then = now
        self.limit = max(FEWEST, min(MOST, int(len(self.events) * READ_EVERY / passed))) if passed > 0 else MOST

    def changed(self) -> None:
        """Another loop begins, or the model is evaluated: nobody knows how fast the next steps are."""
        self.limit = FEWEST
