import torch
from torch import nn


class Deep(nn.Module):
    """`depth` hidden layers with a Tanh behind each, and a linear head."""

    def __init__(self, inputs, hidden, depth, outputs):
        super().__init__()
        sizes = [inputs] + [hidden] * depth
        self.layers = nn.ModuleList()
        for before, after in zip(sizes, sizes[1:]):
            self.layers.append(nn.Linear(before, after))
        self.head = nn.Linear(hidden, outputs)

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return self.head(x)


model = Deep(2, 16, 3, 2)
print(model(torch.rand(5, 2)).shape)
print(sum(p.numel() for p in model.parameters()), "parameters")
