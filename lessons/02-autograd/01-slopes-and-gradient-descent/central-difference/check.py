import math
import random

import torch

from tutor.check import approx, expect, fail

# A function as the learner's process gets it, its derivative, and where to ask.
FUNCTIONS = [
    ("lambda x: x * x * x - 2 * x", lambda x: 3 * x * x - 2, (1.0, 3.0)),
    ("__import__('math').exp", math.exp, (-1.0, 2.0)),
    ("__import__('math').sin", math.cos, (-1.0, 1.0)),
    ("lambda x: 1 / x", lambda x: -1 / (x * x), (0.5, 2.0)),
    ("lambda x: __import__('math').tanh(3 * x)", lambda x: 3 / math.cosh(3 * x) ** 2, (-0.5, 0.5)),
]


def slope(learner, f, x):
    """What the learner's function returns, as a float."""
    value = learner.numeric_slope(f, x)
    expect(value is not None, "numeric_slope returned None. Does it end with `return`?")
    number = isinstance(value, (int, float)) or (
        isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex()
    )
    expect(number, f"numeric_slope returned {value!r}; it should be one number.")
    return float(value)


def test_slopes(learner):
    """The slope of five functions, at random places, to three digits"""
    for text, derivative, (low, high) in FUNCTIONS:
        f = learner(text)
        for _ in range(5):
            x = random.uniform(low, high)
            got, want = slope(learner, f, x), derivative(x)
            if not approx(got, want, 1e-3 * abs(want)):
                name_the_mistake(text.replace("__import__('math').", ""), x, got, want)


def name_the_mistake(name, x, got, want):
    seen = f"At x = {x:.3f} the slope of `{name}` is {want:.4f}; you give {got:.4f}"
    tolerance = 1e-2 * abs(want)
    if got == 0:
        fail(f"{seen}. Both heights were the same number, or `f` was not asked. Is `x + h` another number than `x`?")
    if approx(got / want, 0, 1e-3):
        fail(f"{seen}, almost nothing. `/` and `*` go from left to right: what do you divide by, and what comes after?")
    if approx(got, 2 * want, tolerance):
        fail(f"{seen}, twice as much. You divide the rise; is the distance between your two places h, or more?")
    if approx(got, -want, tolerance):
        fail(f"{seen}: the right size, the wrong sign. A slope is positive where f rises to the right.")
    if approx(got, want / 2, tolerance):
        fail(f"{seen}, half as much. Rise and distance must be taken between the same two places.")
    fail(f"{seen}. Try other nudges: a large one measures the slope elsewhere, a tiny one loses its digits.")


def test_both_sides(learner):
    """f is asked on both sides of x, at equal distances"""
    learner.numeric_slope  # if it is missing, this says so
    places = learner(
        "(lambda seen: (numeric_slope(lambda x: (seen.append(float(x)), x * x * x)[1], 2.0), seen)[1])([])"
    )
    left, right = [x for x in places if x < 2], [x for x in places if x > 2]
    expect(places, "Your `numeric_slope` never calls `f`. It can learn about `f` only by asking it.")
    expect(left or right, "You asked `f` only at x itself. One height is no slope: ask beside it.")
    side = "right" if right else "left"
    expect(
        left and right,
        f"You asked `f` only to the {side} of x: that is the slope a little beside the place. Ask on both sides.",
    )
    expect(
        approx(2 - min(left), max(right) - 2, 0.1 * (max(right) - 2)),
        f"You asked `f` {2 - min(left):.1e} to the left of x and {max(right) - 2:.1e} to the right. "
        "The errors of the two sides cancel only at equal distances.",
    )
