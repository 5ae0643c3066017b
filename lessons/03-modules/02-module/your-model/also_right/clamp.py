import torch
from torch import nn


class MyModel(nn.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, inputs, hidden, outputs):
        super(MyModel, self).__init__()
        self.first = nn.Linear(inputs, hidden)
        self.second = nn.Linear(hidden, outputs)

    def forward(self, x):
        x = self.first(x)
        x = x.clamp(min=0)
        x = self.second(x)
        return x


model = MyModel(4, 8, 3)
print(model)
print(model(torch.rand(5, 4)))
