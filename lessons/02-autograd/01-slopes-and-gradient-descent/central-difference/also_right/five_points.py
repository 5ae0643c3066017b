import math


def numeric_slope(f, x):
    """The slope of f at x, measured by nudging x both ways; x is a float."""
    h = 1e-3
    near = f(x + h) - f(x - h)
    far = f(x + 2 * h) - f(x - 2 * h)
    return (8 * near - far) / (12 * h)


print("slope of exp at 0:", numeric_slope(math.exp, 0.0))
print("slope of sin at 3:", numeric_slope(math.sin, 3.0))
