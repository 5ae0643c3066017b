"""What a challenge's ``check.py`` imports. It runs in the checks' process, beside torch.

A failing check raises ``CheckFailed`` with the sentence that the learner reads: what was seen, why it matters, one
next action.
"""

from __future__ import annotations

import ast
from typing import Any, NoReturn

__all__ = ["CheckFailed", "approx", "calls", "close", "expect", "fail", "has_loop", "names_used"]


class CheckFailed(Exception):  # reads as what it is in a check
    """A check that failed; ``details`` are grids that the tutor shows under the sentence."""

    def __init__(self, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.details = details or {}
        self.crash: dict[str, Any] = {}
        """What is known of the exception in the learner's code that made it fail, if one did."""


def fail(message: str) -> NoReturn:
    """Fail the check with this sentence.

    Raises:
        CheckFailed: always.
    """
    raise CheckFailed(message)


def expect(condition: object, message: str) -> None:
    """Fail the check with ``message`` unless ``condition`` is true.

    Raises:
        CheckFailed: if it is not.
    """
    if not condition:
        raise CheckFailed(message)


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
    import torch

    if isinstance(got, bool) or not isinstance(got, (int, float, torch.Tensor)):
        raise CheckFailed(feedback or f"{what} is {_article(got)}; it should be {_article(want)}.")
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
    details = {"got": grid(actual), "expected": grid(expected)}
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
        raise CheckFailed(feedback or sentence, {**details, "difference": difference}) from None


def _article(value: object) -> str:
    import torch

    if value is None:
        return "None"
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    name = getattr(value, "_type", None) or type(value).__name__  # a handle says what it is in the learner's process
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _first_difference(got: Any, want: Any, what: str) -> tuple[str, str]:
    """A sentence on the worst element, and the grid of differences."""
    import torch

    if got.is_complex() or want.is_complex():
        difference = (got.to(torch.complex128) - want.to(torch.complex128)).abs()
    else:
        difference = got.double() - want.double()
    if got.ndim == 0:
        return f"{what} is {_number(got)}; it should be {_number(want)}.", grid(difference)
    size = difference.abs().nan_to_num(nan=float("inf"))
    place = torch.unravel_index(size.argmax(), size.shape)
    index = tuple(int(part) for part in place)
    shown = ", ".join(map(str, index))
    return (
        f"{what}[{shown}] is {_number(got[index])}; it should be {_number(want[index])}.",
        grid(difference),
    )


def _number(value: Any) -> str:
    item = value.item()
    return f"{item:.6g}" if isinstance(item, float) else str(item)


def grid(value: Any, rows: int = 6, columns: int = 8) -> str:
    """A tensor as a small text grid: its shape and dtype, then at most ``rows`` × ``columns`` numbers."""
    import torch

    head = f"{tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
    if value.numel() == 0:
        return f"{head}\n(empty)"
    flat = value.reshape(1, 1) if value.ndim == 0 else value.reshape(-1, value.shape[-1])
    shown = [[_number(cell) for cell in row[:columns]] for row in torch.unbind(flat[:rows])]
    width = max(len(cell) for row in shown for cell in row)
    more = " …" if flat.shape[1] > columns else ""
    lines = [" ".join(cell.rjust(width) for cell in row) + more for row in shown]
    if flat.shape[0] > rows:
        lines.append(f"… {flat.shape[0] - rows} more rows")
    return "\n".join([head, *lines])


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base else node.attr
    return ""


def calls(tree: ast.AST, name: str) -> int:
    """How often a dotted name is called: ``calls(tree, "nn.Linear")``, ``calls(tree, "loss.backward")``.

    A name that starts with a dot matches the last part alone: ``calls(tree, ".backward")``.
    """
    found = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            dotted = _dotted(node.func)
            found += dotted == name or (name.startswith(".") and f".{dotted}".endswith(name))
    return found


def names_used(tree: ast.AST) -> set[str]:
    """Every name, attribute and keyword argument that stands in the code."""
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            used.add(node.id)
        elif isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            used.add(node.arg)
    return used


def has_loop(tree: ast.AST) -> bool:
    """Whether there is a ``for``, a ``while`` or a comprehension."""
    loops = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    return any(isinstance(node, loops) for node in ast.walk(tree))
