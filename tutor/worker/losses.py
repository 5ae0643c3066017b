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
from tutor.worker.curve import mean
from tutor.worker.evaluations import Evaluations
from tutor.worker.frames import Optimisers
from tutor.worker.tape import Candidate, Divided, Lane, Phase, Repeated, Tape

FIRST_AFTER, SEND_EVERY = 0.04, 0.09
"""Seconds before the first batch and between two of them: more often than a screen shows them would be waste."""

HAND_LOOP_AFTER = 0.15
"""Seconds without any optimiser's step after which backward passes alone make the points."""

HAND_LOOP_PATIENCE = 3.0
"""The same where an optimiser exists, which may yet step: gradients may be accumulated slowly."""

MOST_PENDING = 64
"""Losses without a step that are taken for a loop by hand at once."""

MOST_CURVES = 16
MOST_ON_TAPE = 1 << 16
"""Events that may wait where only other threads train; the main thread alone may send."""


class LossRecorder:
    """Makes the automatic curves of one run from what the hooks put on the tape."""

    def __init__(self, channel: Channel, optimisers: Optimisers, tape: Tape) -> None:
        self.silent = False
        """Set once the code logs by itself."""
        self.evaluations = Evaluations()
        self.points = 0
        self._tape = tape
        self._channel = channel
        self._optimisers = optimisers
        self._lanes: dict[str, Lane] = {}
        self._lane_of: dict[int, tuple[weakref.ref[Any], Lane]] = {}
        self._last_lane: Lane | None = None
        self._pending: list[Any] = []
        self._divisor = 0.0
        self._candidate: Any = None
        self._phase: Phase | None = None
        self._most_in_a_step = 1
        self._first_pending = 0.0
        self._due = 0.0
        tape.clear()

    def lane_of(self, optimiser: Any) -> Lane:
        """The lane of an optimiser that has just stepped; must be called below the learner's frames."""
        known = self._lane_of.get(id(optimiser))
        if known is not None and known[0]() is optimiser:
            return known[1]
        self._tape.changed()
        self._optimisers.stepped(optimiser)
        name = self._optimisers.name(optimiser)
        if name not in self._lanes and len(self._lanes) >= MOST_CURVES:
            name = next(iter(self._lanes))
        lane = self._lanes.setdefault(name, Lane(name))
        if len(self._lane_of) > 1000:
            self._lane_of.clear()
        self._lane_of[id(optimiser)] = (weakref.ref(optimiser), lane)
        return lane

    # -- from events to points -----------------------------------------------------------------------------------

    def process(self) -> None:
        """Turn what is on the tape into points, and send them when it is time."""
        tape = self._tape
        now = time.monotonic()
        tape.pace(now)
        if self.silent or not self._channel.usable:
            if self.silent or len(tape.events) > MOST_ON_TAPE:
                tape.clear()
            return
        self._consume()
        if self.points > 1 and now > self._due:
            # The first points wait: if the loop calls log() after its step, this curve is not wanted; and a second
            # optimiser may step, which decides how both curves are called.
            if self._due:
                self.flush()
                self._due = now + SEND_EVERY
            else:
                self._due = now + FIRST_AFTER

    def _consume(self) -> None:
        events = self._tape.events
        count = len(events)
        if events and isinstance(events[-1], Phase):
            count -= 1  # it still goes on
        batch = events[:count]
        del events[:count]  # before they are read: interrupted half-way, none may be drawn twice
        if not self._consume_ordinary(batch):
            for event in batch:
                self._consume_any(event)
        if self._pending and not self._tape.by_hand:
            self._decide_whether_by_hand()
        self._tape.careful = bool(self._pending) or self._tape.divides

    def _consume_ordinary(self, batch: list[Any]) -> bool:
        """Whether one optimiser stepped after each loss of the batch, as in almost every loop; all are points then."""
        losses, lanes = batch[::2], batch[1::2]
        if (
            len(losses) != len(lanes)
            or self._pending
            or self._phase is not None
            or type(batch[1] if batch else None) is not Lane
            or lanes.count(lanes[0]) != len(lanes)
            or set(map(type, losses)) != {float}
        ):
            return False
        lane = self._last_lane = lanes[0]
        self._tape.by_hand = False
        self._candidate = None
        self._divisor = 0.0
        lane.curve.extend(losses)
        self.points += len(losses)
        return True

    def _consume_any(self, event: Any) -> None:
        if isinstance(event, Lane):
            self._stepped(event, repeated=False)
        elif isinstance(event, Divided):
            self._lost(event.value)
            self._divisor = event.divisor
        elif isinstance(event, Repeated):
            self._stepped(event.lane, repeated=True)
        elif isinstance(event, Candidate):
            self._candidate = event.value
        elif isinstance(event, Phase):
            self._phase = event
        else:
            self._lost(event)

    def _lost(self, value: Any) -> None:
        """A backward pass started from a scalar."""
        if self._phase is not None:
            self._close_phase()
        self._divisor = 0.0
        if self._tape.by_hand:
            self._point(self._hand_lane(), value)
        else:
            self._pending.append(value)

    def _stepped(self, lane: Lane, *, repeated: bool) -> None:
        """An optimiser has stepped: what was lost since the last step is one point."""
        self._tape.by_hand = False
        pending = self._pending
        if len(pending) == 1 and not self._divisor:
            value = pending.pop()
        elif pending:
            value = pending[0] if repeated else self._combined(lane)
            pending.clear()
        elif self._candidate is not None:
            value = self._candidate
            if self._phase is not None:
                self._close_phase()
        else:
            return
        self._candidate = None
        self._divisor = 0.0
        self._point(lane, value)

    def _combined(self, lane: Lane) -> Any:
        """Several losses of one step as one value."""
        pending = self._pending
        count = len(pending)
        self._most_in_a_step = max(self._most_in_a_step, count)
        if count > 1 and abs(self._divisor - count) < 1e-6 * count:
            lane.divisor = self._divisor
            self._tape.divides = True
        # The last group of an epoch may be smaller than the others; it was divided by the same number.
        divided = lane.divisor and self._divisor == lane.divisor
        return mean(pending, lane.divisor if divided else 1.0)

    def _point(self, lane: Lane, value: Any) -> None:
        curve = lane.curve
        curve.add(curve.count, value)
        self._last_lane = lane
        self.points += 1

    def _close_phase(self) -> None:
        """Training goes on after an evaluation. It belongs to the step before; to -1 before any training."""
        phase, self._phase = self._phase, None
        if phase is not None:
            done = self._last_lane.curve.count if self._last_lane is not None else 0
            under_way = len(self._pending) if self._last_lane is None else bool(self._pending)
            self.evaluations.close(phase, done + under_way - 1, self._tape.function)

    # -- loops by hand -------------------------------------------------------------------------------------------

    def _decide_whether_by_hand(self) -> None:
        count = len(self._pending)
        if self._last_lane is not None:
            if count >= max(MOST_PENDING, 4 * self._most_in_a_step):
                self._draw_by_hand()
            return
        now = time.monotonic()
        if count == 1 or not self._first_pending:
            self._first_pending = now
        patience = HAND_LOOP_PATIENCE if optimiser_exists() else HAND_LOOP_AFTER
        if count >= MOST_PENDING or (count > 1 and now - self._first_pending > patience):
            self._draw_by_hand()

    def _draw_by_hand(self) -> None:
        self._tape.by_hand = True
        for value in self._pending:
            self._point(self._hand_lane(), value)
        self._pending.clear()

    def _hand_lane(self) -> Lane:
        if self._last_lane is not None and len(self._lanes) == 1:
            return self._last_lane
        return self._lanes.setdefault("", Lane(""))

    # -- to the tutor --------------------------------------------------------------------------------------------

    def flush(self, *, last: bool = False) -> None:
        """Send what waits."""
        for lane in list(self._lanes.values()):
            if not lane.curve.name and lane.curve.count:
                drawn = sum(bool(other.curve.count) for other in self._lanes.values())
                alone = drawn == 1 and (last or not self._optimisers.others_wait)
                lane.curve.name = "loss" if alone or not lane.name else f"loss ({lane.name})"[:60]
            lane.curve.send(self._channel, last=last)
        for curve in self.evaluations.curves:
            curve.send(self._channel, last=last)

    def end(self) -> None:
        """The run is over: send what waits. A single point is no curve and is not sent."""
        if self.silent:
            return
        self._consume()
        if self.points == 0 and len(self._pending) > 1:
            self._draw_by_hand()
        if self.points > 1:
            if self._tape.events:
                self._phase = self._tape.events.pop()
            self._close_phase()
            self.flush(last=True)


def optimiser_exists() -> bool:
    """Whether any optimiser was made in this process: torch marks the classes of those that were."""
    kinds = list(torch.optim.Optimizer.__subclasses__())
    for kind in kinds:
        kinds += kind.__subclasses__()
    return any("hooked" in getattr(vars(kind).get("step"), "__dict__", {}) for kind in kinds)
