"""the order in which they run"""

import torch
from torch import nn


def summary(model, x):
    """(name, class, output shape) of each leaf, in the order they run."""
    rows = []
    for name, module in model.named_modules():
        if not list(module.children()):
            rows.append((name, type(module).__name__))
    shapes = []
    handles = [
        module.register_forward_hook(lambda m, i, o: shapes.append(tuple(o.shape)))
        for module in model.modules()
        if not list(module.children())
    ]
    model(x)
    for handle in handles:
        handle.remove()
    return [(*row, shape) for row, shape in zip(rows, shapes)]


model = nn.Sequential(
    nn.Sequential(nn.Linear(64, 32), nn.ReLU()),
    nn.Linear(32, 10),
)
for row in summary(model, torch.rand(5, 64)):
    print(row)
