import torch
from torch import nn


class Scorer(nn.Linear):
    """A linear layer that centres its input first; its own __init__ makes the weights."""

    def forward(self, x):
        return super().forward(x - x.mean(dim=-1, keepdim=True))


model = Scorer(4, 3)
print(model(torch.rand(5, 4)).shape)
