"""makes new layers on every call"""

import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.inputs, self.hidden, self.outputs = inputs, hidden, outputs

    def forward(self, x):
        x = torch.relu(nn.Linear(self.inputs, self.hidden)(x))
        return nn.Linear(self.hidden, self.outputs)(x)


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
