from __future__ import annotations

import math
import re

import pytest

from tutor.course.formula import POINTS, FormulaError, sample


def test_a_formula_is_sampled_from_0_to_1():
    points = sample("exp(-3*x)")
    assert len(points) == POINTS
    assert points[0] == (0, 1)
    assert points[-1] == (1, pytest.approx(math.exp(-3)))


@pytest.mark.parametrize(
    ("formula", "at_one"),
    [("1", 1), ("-x + 2", 1), ("max(0.2, 1 - x)", 0.2), ("abs(cos(pi*x))", 1), ("2**x / 4", 0.5), ("x % 1", 0)],
)
def test_arithmetic_and_functions(formula, at_one):
    assert sample(formula)[-1][1] == pytest.approx(at_one)


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        ("", "is no formula"),
        ("1 +", "is no formula"),
        ("y", '"y" is not known'),
        ("__import__('os')", "is not known"),
        ("x.real", "is not known"),
        ("exp(x, 1, base=2)", "is not known"),
        ("'a'", "is not known"),
        ("True", "is not known"),
        ("[x for x in x]", "is not known"),
        ("1 / x", "has no value at x = 0.00"),
        ("log(x)", "has no value at x = 0.00"),
        ("x ** -1", "has no value at x = 0.00"),
        ("exp(1000 * x)", "has no value"),
        ("exp()", "has no value"),
        ("9**9**9**9", "has no value"),
        ("1e999", "no finite value"),
        ("x" * 300, "longer than"),
        ("(" * 150 + "x", "is no formula"),
    ],
)
def test_anything_else_is_refused(formula, part):
    with pytest.raises(FormulaError, match=re.escape(part)):
        sample(formula)
