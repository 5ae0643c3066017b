"""a tiny one loses its digits"""

import math

import torch


def numeric_slope(f, x):
    """The slope of f at x, measured by nudging x both ways; x is a float."""
    h = 1e-5
    x = torch.tensor(x)
    return (f(x + h) - f(x - h)) / (2 * h)


print("slope of exp at 0:", numeric_slope(math.exp, 0.0))
print("slope of sin at 3:", numeric_slope(math.sin, 3.0))
