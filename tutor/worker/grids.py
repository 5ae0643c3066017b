"""A tensor as something to look at: what it is, its range, and a sample of its values."""

from __future__ import annotations

from typing import Any

import torch

from tutor.check import grid

MOST_ROWS = MOST_COLUMNS = 32
MOST_COUNTED = 1_000_000


def describe(value: Any, title: str = "", names: Any = None) -> dict[str, Any]:
    """What ``tutor.show`` sends of a tensor: ``shape``, ``dtype``, ``device``, ``requires_grad``, ``minimum``,
    ``mean`` and ``maximum`` of the numbers in it (None without any), ``nan`` (their count), ``values`` (rows of
    floats, evenly sampled, with the last dimension along a row), ``whole`` (whether that is all of them),
    ``histogram`` (counts of at most a million of its finite numbers, where they are not all shown), ``text``.

    ``names``, of the rows and the columns of a square matrix, are sent where they are given. Complex numbers count by
    their magnitude.

    Raises:
        TypeError: if no tensor can be made of it.
        ValueError: if there is not one name for each row and column.
    """
    tensor = _as_tensor(value)
    labels = [] if names is None else [str(name)[:24] for name in names]
    if names is not None and tuple(tensor.shape) != (len(labels), len(labels)):
        raise ValueError(
            f"show() got {len(labels)} names for a tensor of shape {tuple(tensor.shape)}. "
            "Names are for a square matrix, one for each row and column."
        )
    with torch.no_grad():
        numbers = numbers_of(tensor)
        facts: dict[str, Any] = {
            "title": title,
            "shape": list(tensor.shape),
            "dtype": str(tensor.dtype).removeprefix("torch."),
            "device": str(tensor.device),
            "requires_grad": tensor.requires_grad,
            "names": labels,
            **range_of(numbers),
            **_sample(numbers),
        }
        facts["histogram"] = histogram_of(numbers) if not facts["whole"] else []
        facts["text"] = _text(facts, numbers if numbers is not None and tensor.is_complex() else tensor, numbers)
    return facts


def tensor_display(value: Any, title: str = "", names: Any = None) -> tuple[dict[str, Any], bytes]:
    """The message of ``tutor.show`` for a tensor, and its empty body; see ``describe``."""
    return {"type": "image", "format": "tensor", **describe(value, title[:200], names)}, b""


def _as_tensor(value: Any) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value
    try:
        return torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError, OverflowError):
        raise TypeError(
            f"show() got a value of type {type(value).__name__}. Give it a tensor, a number, or a list of numbers."
        ) from None


def numbers_of(tensor: torch.Tensor) -> torch.Tensor | None:
    """The real numbers of a tensor; None where it holds none that can be read."""
    if tensor.is_meta or tensor.is_nested:
        return None
    plain = tensor.detach()
    if plain.layout is not torch.strided:
        plain = plain.to_dense()
    if plain.is_quantized:
        plain = plain.dequantize()
    return plain.abs() if plain.is_complex() else plain


def range_of(numbers: torch.Tensor | None) -> dict[str, Any]:
    """``minimum``, ``mean`` and ``maximum`` of the numbers but NaN (None without any), and how many are ``nan``."""
    empty: dict[str, Any] = {"minimum": None, "mean": None, "maximum": None, "nan": 0}
    if numbers is None or numbers.numel() == 0:
        return empty
    if numbers.is_floating_point():
        missing = numbers.isnan()
        empty["nan"] = int(missing.sum())
        if empty["nan"]:
            numbers = numbers[~missing]
            if numbers.numel() == 0:
                return empty
    wide = torch.float32 if numbers.device.type == "mps" else torch.float64
    bounds = numbers.to(torch.uint8) if numbers.dtype is torch.bool else numbers
    if bounds.is_floating_point() and bounds.element_size() == 1:
        bounds = bounds.float()  # the 8-bit formats have no minimum of their own
    return {
        "minimum": float(bounds.min()),
        "mean": float(bounds.to(wide).mean()),
        "maximum": float(bounds.max()),
        "nan": empty["nan"],
    }


def _sample(numbers: torch.Tensor | None) -> dict[str, Any]:
    if numbers is None or numbers.numel() == 0:
        return {"values": [], "whole": numbers is not None}
    flat = numbers.reshape(1, -1) if numbers.ndim < 2 else numbers.reshape(-1, numbers.shape[-1])
    rows, columns = _places(flat.shape[0], MOST_ROWS), _places(flat.shape[1], MOST_COLUMNS)
    part = flat[rows][:, columns]
    wide = torch.float32 if part.device.type == "mps" else torch.float64
    return {"values": part.to(wide).tolist(), "whole": part.numel() == numbers.numel()}


def histogram_of(numbers: torch.Tensor | None) -> list[int]:
    """How many of its finite numbers lie in each of 32 equal parts of their range."""
    if numbers is None or numbers.numel() == 0:
        return []
    flat = numbers.reshape(-1)
    flat = flat[:: -(-flat.numel() // MOST_COUNTED)].float()
    flat = flat[flat.isfinite()].cpu()
    if not flat.numel():
        return []
    return [int(count) for count in torch.histc(flat, bins=MOST_COLUMNS).tolist()]


def _places(count: int, most: int) -> list[int]:
    """At most ``most`` indices spread evenly over ``count``, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [place * (count - 1) // (most - 1) for place in range(most)]


def _text(facts: dict[str, Any], shown: torch.Tensor, numbers: torch.Tensor | None) -> str:
    head = f"{facts['title']}\n" if facts["title"] else ""
    if numbers is None:
        return f"{head}{tuple(facts['shape'])} {facts['dtype']} on {facts['device']}, its values can't be read"
    shown = shown.detach()
    if shown.layout is not torch.strided or shown.is_quantized:
        shown = numbers
    lines = [head + grid(shown)]
    if facts["mean"] is not None:
        lines.append(f"min {facts['minimum']:.6g}  mean {facts['mean']:.6g}  max {facts['maximum']:.6g}")
    notes = [f"{facts['nan']} NaN"] if facts["nan"] else []
    notes += [f"on {facts['device']}"] if facts["device"] != "cpu" else []
    notes += ["requires grad"] if facts["requires_grad"] else []
    if notes:
        lines.append(", ".join(notes))
    return "\n".join(lines)
