"""The value of an expression after a run, told as text that reads back: what a question's right answer comes from."""

from __future__ import annotations

import math
from typing import Any

MOST_NUMBERS = 256
MOST_TEXT = 4000
MOST_ERROR = 500


def tell(expression: str, namespace: dict[str, Any]) -> dict[str, Any]:
    """Evaluate ``expression``: ``kind`` names the value's type, ``text`` is the value as Python writes it.

    A tensor or array is told as nested lists, with ``shape`` and ``dtype``; one of more than ``MOST_NUMBERS`` numbers
    by these alone. A dtype is told without ``torch.``. Anything else that has no literal has an empty ``text``. Where
    the expression raises, ``error`` says what. Never raises for what the expression does.
    """
    try:
        return {"expression": expression, **_describe(eval(expression, namespace))}
    except Exception as error:
        message = f"{type(error).__name__}: {error}"[:MOST_ERROR]
        return {"expression": expression, "kind": "", "text": "", "error": message}


def _describe(value: Any) -> dict[str, Any]:
    module, kind = type(value).__module__, type(value).__name__
    if module == "torch" and kind in ("dtype", "device"):
        return {"kind": kind, "text": str(value).removeprefix("torch.")}
    if module == "torch" and kind == "Size":
        return {"kind": "Size", "text": repr(tuple(value))}
    if hasattr(value, "tolist") and hasattr(value, "shape") and hasattr(value, "dtype"):
        return _describe_array(value)
    text = repr(value) if _is_literal(value) else ""
    return {"kind": kind, "text": text if len(text) <= MOST_TEXT else ""}


def _describe_array(value: Any) -> dict[str, Any]:
    """A tensor, a NumPy array, or one of NumPy's numbers (shape ``()``)."""
    shape = [int(size) for size in value.shape]
    detached = value.detach() if hasattr(value, "detach") else value
    text = repr(detached.tolist()) if math.prod(shape) <= MOST_NUMBERS else ""
    kind = "tensor" if hasattr(value, "requires_grad") else "array"
    return {"kind": kind, "text": text, "shape": shape, "dtype": str(value.dtype).removeprefix("torch.")}


def _is_literal(value: Any, depth: int = 0) -> bool:
    if value is None or type(value) in (bool, int, float, str):
        return True
    if depth < 8 and type(value) in (list, tuple, set):
        return all(_is_literal(item, depth + 1) for item in value)
    if depth < 8 and type(value) is dict:
        return all(_is_literal(part, depth + 1) for pair in value.items() for part in pair)
    return False
