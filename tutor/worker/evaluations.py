"""The validation curve that an ordinary loop draws by itself.

A loss function of ``torch.nn.functional`` (also behind ``nn.MSELoss`` and its like) that is called between training
steps while gradients are off evaluates the model. All calls between two steps make one point of ``val_loss``, the
mean over their samples, at the step before. Not taken for an evaluation are:

- losses of predictions that carry a graph: a metric of the training step itself, under ``no_grad``;
- losses against the very target tensor of the last training step: the same, computed again;
- losses by another function than training uses, where the training's own is there too: a metric beside the loss;
- everything in a run that never trains.

Two loops that evaluate between the same two steps (on the training set, on the validation set) are two curves, told
apart by the learner's lines: ``val_loss (line 31)``.
"""

from __future__ import annotations

from typing import Any

import torch

from tutor.worker.curve import Curve, mean, read
from tutor.worker.frames import Path, call_path, first_difference
from tutor.worker.tape import Phase

LOSS_FUNCTIONS = (
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "mse_loss",
    "nll_loss",
    "smooth_l1_loss",
)

MOST_SITES = 8
FOLD_AFTER = 64
"""Values that may wait on a GPU before they are added up there."""


class Tally:
    """The weighted sum of one loss function's values in one place of the code, since the last training step."""

    def __init__(self) -> None:
        self.total = 0.0
        self.weight = 0
        self._waiting: list[Any] = []

    def add(self, value: Any, weight: int, *, is_sum: bool) -> None:
        """One call: a mean over ``weight`` samples, or their sum."""
        self.weight += weight
        factor = 1 if is_sum else weight
        if isinstance(value, float):
            self.total += value * factor
            return
        self._waiting.append((value, factor))
        if len(self._waiting) > FOLD_AFTER:
            self._fold()

    def _fold(self) -> None:
        for value, factor in self._waiting:
            self.total += float(mean([value], factor))
        self._waiting.clear()

    def mean(self) -> float:
        """The mean over all samples."""
        self._fold()
        return self.total / self.weight


class Evaluations:
    """Collects what is evaluated between two training steps."""

    def __init__(self) -> None:
        self.curves: list[Curve] = []
        self._places: dict[Path, Curve] = {}
        self._before: dict[Path, float] = {}
        """What was evaluated before the first step, to be drawn if the same place evaluates again."""

    def evaluated(
        self, phase: Phase, function: str, prediction: Any, target: Any, result: Any, *, is_sum: bool
    ) -> None:
        """A loss was computed while gradients are off."""
        value = read(result)
        if value is None:
            return
        with torch._C.DisableTorchFunction():
            if prediction.requires_grad or target.requires_grad or not target.numel():
                return
            weight = target.numel()
        place = call_path()
        tally = phase.tallies.get((function, place))
        if tally is None:
            if len(phase.tallies) >= MOST_SITES:
                return
            tally = phase.tallies[function, place] = Tally()
        tally.add(value, weight, is_sum=is_sum)

    def close(self, phase: Phase, step: int, training_function: str) -> None:
        """Training goes on: what was evaluated makes one point for each place. ``step`` is -1 before any training."""
        functions = [function for function, _ in phase.tallies]
        if not functions:
            return
        chosen = training_function if training_function in functions else functions[0]
        places = {place: tally.mean() for (function, place), tally in phase.tallies.items() if function == chosen}
        if step < 0:
            self._before = places
            return
        for place, value in places.items():
            curve = self._places.get(place) or self._new_curve(place, list(places))
            if curve is None:
                continue
            if place in self._before:
                curve.add(0, self._before.pop(place))
            curve.add(step, value)

    def _new_curve(self, place: Path, others: list[Path]) -> Curve | None:
        if len(self.curves) >= MOST_SITES:
            return None
        others = [other for other in (*others, *self._places) if other != place]
        line = f" (line {first_difference(place, others[0])})" if others else ""
        curve = self._places[place] = Curve(f"val_loss{line}", automatic=True)
        self.curves.append(curve)
        return curve
