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
Place = Path
"""One or two of a path's lines."""

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
        self._places: dict[Place, Curve] = {}
        self._before: dict[Place, float] = {}
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
        paths = [path for function, path in phase.tallies if function == chosen]
        values = {self._place(path, paths): phase.tallies[chosen, path].mean() for path in paths}
        if step < 0:
            self._before = values
            return
        for place, value in values.items():
            curve = self._places.get(place) or self._new_curve(place, alone=len(values) == 1)
            if curve is None:
                continue
            if place in self._before:
                curve.add(0, self._before.pop(place))
            curve.add(step, value)

    def _place(self, path: Path, together: list[Path]) -> Place:
        """By which of the learner's lines an evaluation is known: the innermost, which calls the loss function, and
        the one where its way there parts from that of others in the same phase, if one does."""
        innermost = path[-1:]
        for other in together:
            if other != path and other[-1:] == innermost:
                return innermost + first_difference(path, other)
        for place in self._places:
            if place[:1] == innermost and len(place) > 1 and place[1] in path:
                return place
        return innermost

    def _new_curve(self, place: Place, *, alone: bool) -> Curve | None:
        if len(self.curves) >= MOST_SITES:
            return None
        name = "val_loss" if alone and not self.curves else f"val_loss (line {place[-1][1]})"
        curve = self._places[place] = Curve(name, automatic=True)
        self.curves.append(curve)
        return curve
