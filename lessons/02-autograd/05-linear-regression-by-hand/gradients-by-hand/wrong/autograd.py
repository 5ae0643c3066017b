"""Your code asks autograd"""

import torch

from tutor.data import line


def gradients(w, b, x, y):
    """Gradients of ((w * x + b - y) ** 2).mean() with respect to w and b."""
    w = torch.tensor(w, requires_grad=True)
    b = torch.tensor(b, requires_grad=True)
    ((w * x + b - y) ** 2).mean().backward()
    return w.grad, b.grad


x, y = line(100)
print(gradients(0.0, 0.0, x, y))
