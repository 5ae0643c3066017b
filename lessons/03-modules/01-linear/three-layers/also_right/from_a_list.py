import torch
from torch import nn


def make_model():
    """A stack of layers with the sizes 12, 20, 8, 4."""
    sizes = [12, 20, 8, 4]
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


print(make_model()(torch.rand(5, 12)).shape)
