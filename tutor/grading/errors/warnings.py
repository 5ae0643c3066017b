"""Warnings of torch that tell of a known mistake: the code runs on, and its numbers are wrong."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import product, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, known

_SIZES = re.compile(
    r"Using a target size \((?P<target>.*?)\) that is different to the input size \((?P<input>.*?)\)", re.DOTALL
)
_INTERMEDIATE = re.compile(r"The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed")
_ORDER = re.compile(r"call of `lr_scheduler\.step\(\)` before `optimizer\.step\(\)`")
_DROPOUT = re.compile(r"dropout option adds dropout after all but last recurrent layer")


def explain_warning(text: str) -> Explanation | None:
    """The explanation of a warning as it stands on stderr; None where the text holds none that is known."""
    sizes = _SIZES.search(text)
    if sizes is not None:
        target, prediction = sizes_in(sizes["target"]), sizes_in(sizes["input"])
        table = " × ".join(str(size) for size in _broadcast(prediction, target)) or str(product(prediction))
        return known("F06", prediction=shape_text(prediction), target=shape_text(target), table=table)
    for pattern, identifier in ((_INTERMEDIATE, "F46"), (_DROPOUT, "F62"), (_ORDER, "F48")):
        if pattern.search(text):
            return known(identifier)
    return None


def _broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that two shapes are broadcast to."""
    length = max(len(one), len(other))
    padded = [(1,) * (length - len(shape)) + shape for shape in (one, other)]
    return tuple(max(pair) for pair in zip(*padded, strict=True))
