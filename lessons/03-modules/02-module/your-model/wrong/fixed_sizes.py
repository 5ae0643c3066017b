"""MyModel ignores the sizes it is given"""

import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layer1 = nn.Linear(4, 8)
        self.layer2 = nn.Linear(8, 3)

    def forward(self, x):
        return self.layer2(torch.relu(self.layer1(x)))


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
