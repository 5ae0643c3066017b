import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    return nn.Sequential()


model = make_mlp([64, 32, 16, 10])
print(model)
