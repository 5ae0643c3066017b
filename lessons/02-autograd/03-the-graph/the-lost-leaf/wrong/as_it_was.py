"""w is not the tensor that `backward()` fills"""

import torch


def descend(f, start, learning_rate, steps):
    """Gradient descent on f from the number start; returns w."""
    w = torch.tensor(start, requires_grad=True)
    for _ in range(steps):
        f(w).backward()
        w = w - learning_rate * w.grad
        w.grad = None
    return w


def valley(w):
    return (w - 3) ** 2


try:
    print(descend(valley, 0.0, learning_rate=0.1, steps=50))
except (TypeError, RuntimeError) as error:
    print("It fails:", error)
