"""Does their number follow `depth`"""

import torch
from torch import nn


class Deep(nn.Module):
    """`depth` hidden layers with a Tanh behind each, and a linear head."""

    def __init__(self, inputs, hidden, depth, outputs):
        super().__init__()
        sizes = [inputs] + [hidden] * depth
        self.layer1 = nn.Linear(inputs, hidden)
        self.layer2 = nn.Linear(hidden, hidden)
        self.layer3 = nn.Linear(hidden, hidden)
        self.head = nn.Linear(hidden, outputs)

    def forward(self, x):
        x = torch.tanh(self.layer1(x))
        x = torch.tanh(self.layer2(x))
        x = torch.tanh(self.layer3(x))
        return self.head(x)


model = Deep(2, 16, 3, 2)
print(model(torch.rand(5, 2)).shape)
print(sum(p.numel() for p in model.parameters()), "parameters")
