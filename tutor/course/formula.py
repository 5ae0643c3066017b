"""Formulae in x for sketches of curves: arithmetic and a few functions, read without running any code."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

POINTS = 61
MOST_LENGTH = 200

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "abs": abs,
    "min": min,
    "max": max,
}
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.Mod: operator.mod,
}


class FormulaError(ValueError):
    """A formula that can't be read, or has no value somewhere; the text is a sentence."""


def sample(formula: str) -> tuple[tuple[float, float], ...]:
    """``(x, y)`` of a formula at ``POINTS`` places from 0 to 1.

    Raises:
        FormulaError: with a sentence, if it can't be read or has no value somewhere.
    """
    if len(formula) > MOST_LENGTH:
        raise FormulaError(f"The formula is longer than {MOST_LENGTH} characters.")
    try:
        tree = ast.parse(formula.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f'"{formula}" is no formula.') from None
    points = []
    for index in range(POINTS):
        x = index / (POINTS - 1)
        try:
            y = float(_value(tree, x))
        except FormulaError:
            raise
        except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
            raise FormulaError(f'"{formula}" has no value at x = {x:.2f}: {error}.') from None
        if not math.isfinite(y):
            raise FormulaError(f'"{formula}" has no finite value at x = {x:.2f}.')
        points.append((x, y))
    return tuple(points)


def number(text: str) -> float:
    """The value of a number or a sum that someone typed: ``0.5``, ``1e-3``, ``1/3``, ``2**10``, ``inf``.

    Raises:
        FormulaError: with a sentence, if it is neither.
    """
    if text.strip().lstrip("+-").lower() in ("inf", "nan", "infinity"):
        return float(text)
    if len(text) > MOST_LENGTH:
        raise FormulaError(f"The number is longer than {MOST_LENGTH} characters.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        if any(isinstance(node, ast.Name) and node.id == "x" for node in ast.walk(tree)):
            raise FormulaError(f'"{text}" is no number.')
        return float(_value(tree, 0.0))
    except FormulaError:
        raise
    except (SyntaxError, ArithmeticError, ValueError, TypeError, RecursionError, MemoryError):
        raise FormulaError(f'"{text}" is no number.') from None


def _value(node: ast.expr, x: float) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name) and node.id in ("x", "pi"):
        return x if node.id == "x" else math.pi
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand, x)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, x), _value(node.right, x))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        function = _FUNCTIONS.get(node.func.id)
        if function is not None:
            return function(*(_value(argument, x) for argument in node.args))
    known = ", ".join(_FUNCTIONS)
    raise FormulaError(
        f'"{ast.unparse(node)}" is not known in a formula. Use numbers, x, pi, + - * / ** % and {known}.'
    )
