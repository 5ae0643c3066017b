import torch
from torch import nn


class MyModel(nn.Sequential):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


model = MyModel(4, 8, 3)
print(model(torch.rand(5, 4)))
