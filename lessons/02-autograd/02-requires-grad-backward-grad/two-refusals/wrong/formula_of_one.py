"""slopes of `lambda x: x * x - 5 * x`[2] is 27; it should be 1"""

import torch


def slopes(f, places):
    """The slope of f at each of the places, a list of numbers."""
    x = torch.tensor(places, dtype=torch.float32)
    return 3 * x**2


try:
    print(slopes(lambda x: x**3, [1, 2, 3]))
except RuntimeError as error:
    print("It fails:", error)
