"""40 times the right one"""

import torch

from tutor.data import line


def gradients(w, b, x, y):
    """Gradients of ((w * x + b - y) ** 2).mean() with respect to w and b."""
    error = w * x + b - y
    return (2 * error * x).sum(), (2 * error).sum()


x, y = line(100)
print(gradients(0.0, 0.0, x, y))
