"""no gradient reaches `layer1.weight`"""

import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.layer1 = nn.Linear(inputs, hidden)
        self.layer2 = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.layer2(torch.relu(self.layer1(x)).detach())


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
