"""Every row has the name"""

import torch
from torch import nn


def summary(model, x):
    """(name, class, output shape) of each leaf, in the order they run."""
    rows, handles = [], []

    def hook(module, inputs, output):
        rows.append((name, type(module).__name__, tuple(output.shape)))

    for name, module in model.named_modules():
        if not list(module.children()):
            handles.append(module.register_forward_hook(hook))
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
