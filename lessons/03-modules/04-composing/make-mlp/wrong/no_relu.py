"""no ReLU between the layers"""

import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    return nn.Sequential(*[nn.Linear(i, o) for i, o in zip(sizes, sizes[1:])])


model = make_mlp([64, 32, 16, 10])
print(model)
