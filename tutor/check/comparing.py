"""Comparisons that broadcast nothing: type, shape, dtype, then values by ``torch.testing.assert_close``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from tutor.check.failing import CheckFailed
from tutor.check.grids import grid, number, shown


def approx(a: object, b: float, tolerance: float) -> bool:
    """Whether two numbers are at most ``tolerance`` apart; False for NaN and for anything that is no number."""
    try:
        return abs(float(getattr(a, "detach", lambda: a)()) - b) <= tolerance  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError, OverflowError):
        return False


def close(
    got: object,
    want: Any,
    what: str,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    dtype: bool = True,
    feedback: str | None = None,
) -> None:
    """Fail the check unless ``got`` equals ``want`` in type, shape, dtype and, by ``torch.testing``, in value.

    Nothing is broadcast. ``want`` is a tensor of any shape, or a number (then ``got`` may be a number or a tensor with
    one element). ``rtol`` and ``atol`` are those of ``torch.testing.assert_close``: both or neither.
    ``feedback`` replaces the sentence and keeps the grids.

    Raises:
        CheckFailed: if they differ.
    """
    if isinstance(got, bool) or not isinstance(got, (int, float, torch.Tensor)):
        raise CheckFailed(feedback or f"{what} is {kind_of(got)}; it should be {kind_of(want)}.")
    expected = torch.as_tensor(want).detach()
    try:
        actual = torch.as_tensor(got).detach()
    except (RuntimeError, OverflowError, ValueError):
        raise CheckFailed(feedback or f"{what} is {got}; that is too large for a tensor.") from None
    if not isinstance(want, torch.Tensor):
        if actual.numel() != 1:
            raise CheckFailed(feedback or f"{what} has shape {tuple(actual.shape)}; it should be a single number.")
        actual = actual.reshape(())
        dtype = False
    show = grid if isinstance(want, torch.Tensor) else number
    details = {"got": show(actual), "expected": show(expected)}
    if actual.shape != expected.shape:
        raise CheckFailed(
            feedback or f"{what} has shape {tuple(actual.shape)}; it should be {tuple(expected.shape)}.",
            details,
        )
    if dtype and actual.dtype != expected.dtype:
        raise CheckFailed(feedback or f"{what} has dtype {actual.dtype}; it should be {expected.dtype}.", details)
    try:
        torch.testing.assert_close(actual, expected, rtol=rtol, atol=atol, check_dtype=False, equal_nan=True)
    except AssertionError:
        sentence, difference = _first_difference(actual, expected, what)
        raise CheckFailed(feedback or sentence, {**details, "difference": show(difference)}) from None


def equal(got: object, want: Any, what: str, **tolerance: Any) -> None:
    """Like ``close``, for any value: tuples and lists item by item, dicts key by key, the rest by type and ``==``.

    ``tolerance`` are the keywords of ``close``. A list may stand for a tuple, and the other way round.

    Raises:
        CheckFailed: if they differ.
    """
    if isinstance(want, torch.Tensor) or (isinstance(want, (int, float)) and not isinstance(want, bool)):
        close(got, want, what, **tolerance)
        return
    details = {"got": shown(got), "expected": shown(want)}
    if isinstance(want, (list, tuple)) and not isinstance(want, torch.Size):
        if not isinstance(got, (list, tuple)):
            raise CheckFailed(f"{what} is {kind_of(got)}; it should be {kind_of(want)}.", details)
        if len(got) != len(want):
            raise CheckFailed(f"{what} holds {len(got)} values; it should hold {len(want)}.", details)
        for place, (mine, right) in enumerate(zip(got, want, strict=True)):
            equal(mine, right, f"{what}[{place}]", **tolerance)
    elif isinstance(want, Mapping):
        if not isinstance(got, Mapping):
            raise CheckFailed(f"{what} is {kind_of(got)}; it should be {kind_of(want)}.", details)
        if set(got) != set(want):
            raise CheckFailed(f"{what} has the keys {sorted(got)}; they should be {sorted(want)}.", details)
        for key, right in want.items():
            equal(got[key], right, f"{what}[{key!r}]", **tolerance)
    elif isinstance(got, torch.Tensor) or type(got) is not type(want) or got != want:
        seen = grid(got).partition("\n")[0] if isinstance(got, torch.Tensor) else shown(got)
        raise CheckFailed(f"{what} is {seen}; it should be {shown(want)}.", details)


def agrees(got: object, want: Any, **tolerance: Any) -> bool:
    """Whether ``equal`` passes."""
    try:
        equal(got, want, "it", **tolerance)
    except CheckFailed:
        return False
    return True


def kind_of(value: object) -> str:
    """What sort of thing a value is, with its article: ``a tensor of shape (2, 3)``, ``an int``, ``None``."""
    if value is None:
        return "None"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    name = getattr(value, "_type", None) or type(value).__name__  # a handle says what it is in the learner's process
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _first_difference(got: Any, want: Any, what: str) -> tuple[str, torch.Tensor]:
    """A sentence on the worst element, and the differences."""
    if got.is_complex() or want.is_complex():
        difference = (got.to(torch.complex128) - want.to(torch.complex128)).abs()
    else:
        difference = got.double() - want.double()
    if got.ndim == 0:
        return f"{what} is {number(got)}; it should be {number(want)}.", difference
    size = difference.abs().nan_to_num(nan=float("inf"))
    place = torch.unravel_index(size.argmax(), size.shape)
    index = tuple(int(part) for part in place)
    at = ", ".join(map(str, index))
    return (
        f"{what}[{at}] is {number(got[index])}; it should be {number(want[index])}.",
        difference,
    )
