"""The curve that an ordinary training loop draws by itself.

- Every scalar that ``backward()`` starts from is a loss; every step of an optimiser makes one point of all losses
  since the step before: their mean. Where each was divided by their number (gradient accumulation), the point is the
  mean of what they were before. A closure that is evaluated several times in one step gives its first loss.
- Each optimiser to which a loss belongs has a curve, by its name in the code: ``loss (opt_d)``, ``loss (opt_g)``.
  The curve is called ``loss`` where there is one alone. Loops that follow each other under one name draw one curve.
- Where no optimiser steps (a loop that updates by hand), every backward pass makes a point.
- ``torch.autograd.grad`` gives a loss only if an optimiser steps after it and nothing called ``backward()``: alone
  it is as often used to look at a derivative as to train.
"""

from __future__ import annotations

import time
import weakref
from typing import Any

import torch

from tutor.worker.channel import Channel
from tutor.worker.curve import Curve, mean
from tutor.worker.evaluations import Evaluations
from tutor.worker.frames import Optimisers

SEND_EVERY = 0.04
"""Seconds between two batches: more often than a screen shows them would be waste."""

HAND_LOOP_AFTER = 0.15
"""Seconds without any optimiser's step after which backward passes alone make the points."""

HAND_LOOP_PATIENCE = 3.0
"""The same where an optimiser exists, which may yet step: gradients may be accumulated slowly."""

MOST_PENDING = 64
"""Losses without a step that are taken for a loop by hand at once."""

MOST_CURVES = 16
_monotonic = time.monotonic


class Lane:
    """The curve of one optimiser, or of a loop by hand (with an empty name)."""

    def __init__(self, optimiser: str) -> None:
        self.optimiser = optimiser
        self.curve = Curve("", automatic=True)
        self.divisor = 0.0
        """By how much each loss of a step was divided; 0 while nothing says that it was."""


class LossRecorder:
    """Makes the automatic curves of one run."""

    def __init__(self, channel: Channel, optimisers: Optimisers) -> None:
        self.silent = False
        """Set once the code logs by itself."""
        self.pending: list[Any] = []
        """Losses since the last step."""
        self.divisor = 0.0
        """By what the newest loss was divided, where that is known."""
        self.candidate: Any = None
        """The last scalar that ``torch.autograd.grad`` was called on since the last step."""
        self.evaluations = Evaluations()
        self.points = 0
        self.scaled = False
        """Whether the divisor of a loss matters even if it is the only one before a step."""
        self._channel = channel
        self._optimisers = optimisers
        self._lanes: dict[str, Lane] = {}
        self._lane_of: dict[int, tuple[weakref.ref[Any], Lane]] = {}
        self._last_lane: Lane | None = None
        self._most_in_a_step = 1
        self._by_hand = False
        self._first_pending = 0.0
        self._due = 0.0

    # -- what happens in the loop --------------------------------------------------------------------------------

    def backward(self, value: Any) -> None:
        """A backward pass started from a scalar."""
        pending = self.pending
        if self.evaluations.open:
            self.evaluations.close(self._position())
        if self._by_hand:
            self._by_hand_point(value)
            return
        pending.append(value)
        if len(pending) > 1:
            self._decide_whether_by_hand()
        else:
            self._first_pending = 0.0

    def stepped(self, optimiser: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> None:
        """An optimiser has stepped: what was lost since the last step is one point."""
        pending = self.pending
        self._by_hand = False
        if len(pending) == 1 and not self.scaled:
            value = pending[0]
        elif pending:
            value = None
        else:
            self._optimisers.stepped(optimiser)
            if self.candidate is None:
                return
            value = self.candidate
            if self.evaluations.open:
                self.evaluations.close(self._position())
        known = self._lane_of.get(id(optimiser))
        lane = known[1] if known is not None and known[0]() is optimiser else self._find_lane(optimiser)
        if value is None:
            closure = len(arguments) > 1 or keywords.get("closure") is not None
            value = pending[0] if closure else self._combined(lane)
        self.candidate = None
        self.divisor = 0.0
        self.pending = []
        self._point(lane, value)

    def _combined(self, lane: Lane) -> Any:
        """Several losses of one step as one value."""
        pending = self.pending
        count = len(pending)
        self._most_in_a_step = max(self._most_in_a_step, count)
        if count > 1 and abs(self.divisor - count) < 1e-6 * count:
            lane.divisor = self.divisor
            self.scaled = True
        # The last group of an epoch may be smaller than the others; it was divided by the same number.
        divided = lane.divisor and self.divisor == lane.divisor
        return mean(pending, lane.divisor if divided else 1.0)

    # -- curves --------------------------------------------------------------------------------------------------

    def _find_lane(self, optimiser: Any) -> Lane:
        self._optimisers.stepped(optimiser)
        name = self._optimisers.name(optimiser)
        if name not in self._lanes and len(self._lanes) >= MOST_CURVES:
            name = next(iter(self._lanes))
        lane = self._lanes.setdefault(name, Lane(name))
        if len(self._lane_of) > 1000:
            self._lane_of.clear()
        self._lane_of[id(optimiser)] = (weakref.ref(optimiser), lane)
        return lane

    def _point(self, lane: Lane, value: Any) -> None:
        curve = lane.curve
        curve.add(curve.count, value)
        self._last_lane = lane
        self.points += 1
        now = _monotonic()
        if self.points == 1:
            # The first point waits: if the loop calls log() after its step, this curve is not wanted; and a second
            # optimiser may step, which decides how both curves are called.
            self._due = now + SEND_EVERY
            return
        if now > self._due:
            self._due = now + SEND_EVERY
            self.flush()

    def _position(self) -> int:
        """The step that an evaluation at this moment belongs to; -1 before any training."""
        done = self._last_lane.curve.count if self._last_lane is not None else 0
        under_way = len(self.pending) if self._last_lane is None else bool(self.pending)
        return done + under_way - 1

    # -- loops by hand -------------------------------------------------------------------------------------------

    def _decide_whether_by_hand(self) -> None:
        count = len(self.pending)
        if self._last_lane is not None:
            if count >= max(MOST_PENDING, 4 * self._most_in_a_step):
                self._draw_by_hand()
            return
        now = _monotonic()
        if not self._first_pending:
            self._first_pending = now
        patience = HAND_LOOP_PATIENCE if _optimiser_exists() else HAND_LOOP_AFTER
        if count >= MOST_PENDING or now - self._first_pending > patience:
            self._draw_by_hand()

    def _draw_by_hand(self) -> None:
        self._by_hand = True
        pending, self.pending = self.pending, []
        for value in pending:
            self._by_hand_point(value)

    def _by_hand_point(self, value: Any) -> None:
        lane = self._last_lane
        if lane is None or len(self._lanes) > 1:
            lane = self._lanes.setdefault("", Lane(""))
        self._point(lane, value)

    # -- to the tutor --------------------------------------------------------------------------------------------

    def flush(self, *, last: bool = False) -> None:
        """Send what waits."""
        if not self._channel.usable:
            return
        for lane in list(self._lanes.values()):
            if not lane.curve.name:
                alone = len(self._lanes) == 1 and (last or not self._optimisers.others_wait)
                lane.curve.name = "loss" if alone or not lane.optimiser else f"loss ({lane.optimiser})"[:60]
            lane.curve.send(self._channel, last=last)
        for curve in self.evaluations.curves:
            curve.send(self._channel, last=last)

    def end(self) -> None:
        """The run is over: send what waits. A single point is no curve and is not sent."""
        if self.silent:
            return
        if self.points == 0 and len(self.pending) > 1:
            self._draw_by_hand()
        if self.points > 1:
            self.evaluations.close(self._position())
            self.flush(last=True)


def _optimiser_exists() -> bool:
    """Whether any optimiser was made in this process: torch marks the classes of those that were."""
    return any("hooked" in getattr(vars(kind).get("step"), "__dict__", {}) for kind in _subclasses())


def _subclasses() -> list[type]:
    found = list(torch.optim.Optimizer.__subclasses__())
    for kind in found:
        found += kind.__subclasses__()
    return found
