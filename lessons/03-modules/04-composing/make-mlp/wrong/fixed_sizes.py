"""The sizes along the model"""

import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU(), nn.Linear(16, 10))


model = make_mlp([64, 32, 16, 10])
print(model)
