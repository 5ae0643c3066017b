"""ReLU is missing between some"""

import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    parts = [nn.Linear(sizes[0], sizes[1])]
    for number, (inputs, outputs) in enumerate(zip(sizes[1:], sizes[2:])):
        parts += [nn.ReLU()] * (number == 0) + [nn.Linear(inputs, outputs)]
    return nn.Sequential(*parts)


model = make_mlp([64, 32, 16, 10])
print(model)
