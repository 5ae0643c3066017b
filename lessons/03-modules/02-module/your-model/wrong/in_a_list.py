"""no linear layer stands in the books"""

import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layers = [nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)]

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x)))


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
