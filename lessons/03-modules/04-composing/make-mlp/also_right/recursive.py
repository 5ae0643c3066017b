import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    first = nn.Linear(sizes[0], sizes[1])
    if len(sizes) == 2:
        return first
    return nn.Sequential(first, nn.ReLU(), make_mlp(sizes[1:]))


model = make_mlp([64, 32, 16, 10])
print(model)
