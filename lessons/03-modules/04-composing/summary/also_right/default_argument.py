import torch
from torch import nn


def summary(model, x):
    """(name, class, output shape) of each leaf, in the order they run."""
    rows = []
    handles = [
        module.register_forward_hook(lambda m, i, o, name=name: rows.append((name, type(m).__name__, tuple(o.shape))))
        for name, module in model.named_modules()
        if len(list(module.modules())) == 1
    ]
    with torch.no_grad():
        model(x)
    for handle in handles:
        handle.remove()
    return rows


model = nn.Sequential(
    nn.Sequential(nn.Linear(64, 32), nn.ReLU()),
    nn.Linear(32, 10),
)
for row in summary(model, torch.rand(5, 64)):
    print(row)
