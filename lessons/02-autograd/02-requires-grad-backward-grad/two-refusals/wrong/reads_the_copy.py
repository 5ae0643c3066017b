"""slopes returned None"""

import torch


def slopes(f, places):
    """The slope of f at each of the places, a list of numbers."""
    x = torch.tensor(places).float()
    notes = x.clone().requires_grad_()
    y = f(notes)
    y.sum().backward()
    return x.grad


try:
    print(slopes(lambda x: x**3, [1, 2, 3]))
except RuntimeError as error:
    print("It fails:", error)
