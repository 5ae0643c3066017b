"""make_mlp([5, 2])"""

import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    parts = [nn.Linear(sizes[0], sizes[1]), nn.ReLU()]
    for inputs, outputs in zip(sizes[1:-2], sizes[2:-1]):
        parts += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*parts, nn.Linear(sizes[-2], sizes[-1]))


model = make_mlp([64, 32, 16, 10])
print(model)
