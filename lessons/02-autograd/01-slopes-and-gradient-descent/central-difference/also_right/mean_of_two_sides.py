import math


def numeric_slope(f, x):
    """The slope of f at x, measured by nudging x both ways; x is a float."""
    h = 1e-6
    to_the_right = (f(x + h) - f(x)) / h
    to_the_left = (f(x) - f(x - h)) / h
    return (to_the_right + to_the_left) / 2


print("slope of exp at 0:", numeric_slope(math.exp, 0.0))
print("slope of sin at 3:", numeric_slope(math.sin, 3.0))
