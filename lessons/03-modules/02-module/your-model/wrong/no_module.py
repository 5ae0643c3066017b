"""which is no module. Does its class inherit from `nn.Module`?"""

import torch
from torch import nn


class MyModel:
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        self.layer1 = nn.Linear(inputs, hidden)
        self.layer2 = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.layer2(torch.relu(self.layer1(x)))


print(MyModel)
