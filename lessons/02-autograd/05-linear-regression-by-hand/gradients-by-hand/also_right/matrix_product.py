import torch

from tutor.data import line


def gradients(w, b, x, y):
    """Gradients of ((w * x + b - y) ** 2).mean() with respect to w and b."""
    error = w * x + b - y
    design = torch.cat([x, torch.ones_like(x)], dim=1)
    both = 2 / len(x) * design.T @ error
    return both[0].item(), both[1].item()


x, y = line(100)
print(gradients(0.0, 0.0, x, y))
