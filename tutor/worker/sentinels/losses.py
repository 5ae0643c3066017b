"""What loss functions are given."""

from __future__ import annotations

import math
from typing import Any

from tutor.worker.lookup import class_name
from tutor.worker.sentinels.glance import is_plain, numbers, rows, shape
from tutor.worker.sentinels.record import Record, where

FUNCTIONS = (
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "huber_loss",
    "l1_loss",
    "mse_loss",
    "nll_loss",
    "smooth_l1_loss",
)
NEAR = 2e-3


def look(record: Record, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
    """Note the shapes and the nature of the arguments of one call."""
    prediction = args[0] if args else kwargs.get("input")
    target = args[1] if len(args) > 1 else kwargs.get("target")
    value = numbers(result, 1) if result is not None else None
    kind = nature(name, prediction)
    record.note(
        "loss",
        where(),
        key=(name, kind, tuple(shape(prediction)), tuple(shape(target))),
        function=name,
        prediction=shape(prediction),
        target=shape(target),
        nature=kind,
        value=value[0] if value and math.isfinite(value[0]) else None,
        grad=is_plain(prediction) and prediction.requires_grad,
    )


def nature(name: str, prediction: Any) -> str:
    """``probabilities``, ``log_probabilities``, ``sigmoid`` or nothing: what the numbers look like."""
    if name in ("cross_entropy", "nll_loss"):
        found = rows(prediction)
        if not found or len(found) < 2 or len(found[0]) < 2:
            return ""
        if all(min(row) >= 0 and abs(sum(row) - 1) < NEAR for row in found):
            return "probabilities"
        if all(max(row) <= NEAR and abs(sum(map(math.exp, row)) - 1) < NEAR for row in found):
            return "log_probabilities"
    elif name == "binary_cross_entropy_with_logits":
        node = prediction.grad_fn if is_plain(prediction) else None
        while node is not None and class_name(node) in ("SqueezeBackward0", "SqueezeBackward1", "ViewBackward0"):
            node = node.next_functions[0][0]
        if node is not None and class_name(node) == "SigmoidBackward0":
            return "sigmoid"
    return ""
