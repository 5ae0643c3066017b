import torch
from torch import nn


class Deep(nn.Module):
    """`depth` hidden layers with a Tanh behind each, and a linear head."""

    def __init__(self, inputs, hidden, depth, outputs):
        super().__init__()
        sizes = [inputs] + [hidden] * depth + [outputs]
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)


model = Deep(2, 16, 3, 2)
print(model(torch.rand(5, 2)).shape)
print(sum(p.numel() for p in model.parameters()), "parameters")
