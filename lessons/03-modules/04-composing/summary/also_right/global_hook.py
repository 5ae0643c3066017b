import torch
from torch import nn


def summary(model, x):
    """(name, class, output shape) of each leaf, in the order they run."""
    names = {module: name for name, module in model.named_modules()}
    rows = []

    def hook(module, inputs, output):
        if not list(module.children()):
            rows.append([names[module], type(module).__name__, output.shape])

    handle = nn.modules.module.register_module_forward_hook(hook)
    model(x)
    handle.remove()
    return rows


model = nn.Sequential(
    nn.Sequential(nn.Linear(64, 32), nn.ReLU()),
    nn.Linear(32, 10),
)
for row in summary(model, torch.rand(5, 64)):
    print(row)
