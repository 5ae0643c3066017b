"""Values as small text grids: what a learner sees of a counter-example."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import torch

ROWS = 6
COLUMNS = 8
MOST_TEXT = 60
_DIGITS = 5


def grid(value: torch.Tensor, rows: int = ROWS, columns: int = COLUMNS) -> str:
    """A tensor as a small text grid: its shape and dtype, then at most ``rows`` × ``columns`` numbers."""
    head = f"{tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
    if value.numel() == 0:
        return f"{head}\n(empty)"
    value = value.detach()
    flat = value.reshape(1, 1) if value.ndim == 0 else value.reshape(-1, value.shape[-1])
    rows_shown = [[cell.item() for cell in row[:columns]] for row in torch.unbind(flat[:rows])]
    texts = _texts([cell for row in rows_shown for cell in row])
    width = max(map(len, texts))
    more = " …" if flat.shape[1] > columns else ""
    across = len(rows_shown[0])
    lines = [
        " ".join(text.rjust(width) for text in texts[start : start + across]) + more
        for start in range(0, len(texts), across)
    ]
    if flat.shape[0] > rows:
        lines.append(f"… {flat.shape[0] - rows} more rows")
    return "\n".join([head, *lines])


def _texts(cells: Sequence[Any]) -> list[str]:
    """Numbers that stand together: floats with as many decimals as their column of digits needs, up to five digits."""
    if not all(isinstance(cell, float) for cell in cells):
        return [str(cell) if not isinstance(cell, complex) else f"{cell:.4g}" for cell in cells]
    finite = [abs(cell) for cell in cells if math.isfinite(cell) and cell]
    largest = max(finite, default=0.0)
    if largest >= 10**_DIGITS or (finite and largest < 1e-2):
        return [f"{cell:.4g}" for cell in cells]
    decimals = max(0, _DIGITS - 1 - math.floor(math.log10(largest))) if finite and largest >= 1 else _DIGITS - 1
    texts = [f"{cell:.{decimals}f}" for cell in cells]
    while all("." in text and text[-1] == "0" for text in texts if "." in text) and any("." in text for text in texts):
        texts = [text[:-1].rstrip(".") if "." in text else text for text in texts]
    return texts


def number(value: torch.Tensor) -> str:
    """The only number of a tensor, as a sentence has it."""
    item = value.item()
    return f"{item:.6g}" if isinstance(item, float) else str(item)


def shown(value: object) -> str:
    """Any value for a reader: a tensor as a grid, a few values one below the other, the rest in short."""
    if isinstance(value, torch.Tensor):
        return grid(value)
    if isinstance(value, (list, tuple)) and any(isinstance(item, torch.Tensor) for item in value):
        return "\n".join(f"{place}: {shown(item)}" for place, item in enumerate(value))
    text = f"{value:.6g}" if type(value) is float else repr(value)
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def named(values: Iterable[tuple[str, object]]) -> str:
    """Arguments by name: ``n = 3`` in a line, a tensor as a grid under its name."""
    parts = []
    for name, value in values:
        text = shown(value)
        parts.append(f"{name} {text}" if isinstance(value, torch.Tensor) else f"{name} = {text}")
    return "\n".join(parts)
