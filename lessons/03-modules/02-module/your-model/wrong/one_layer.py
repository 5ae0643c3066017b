"""1 linear layer"""

import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layer = nn.Linear(inputs, outputs)

    def forward(self, x):
        return torch.relu(self.layer(x))


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
