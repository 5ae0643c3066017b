import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(12, 20)
        self.second = nn.Linear(20, 8)
        self.third = nn.Linear(8, 4)

    def forward(self, x):
        return self.third(self.second(self.first(x).relu()).relu())


def make_model():
    """A stack of layers with the sizes 12, 20, 8, 4."""
    return Stack()


print(make_model()(torch.rand(5, 12)).shape)
