import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.out = nn.Linear(hidden, outputs)
        self.hidden = nn.Linear(inputs, hidden)

    def forward(self, x):
        return self.out(nn.functional.relu(self.hidden(x)))


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
