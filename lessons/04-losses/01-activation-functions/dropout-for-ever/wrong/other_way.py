"""the wrong way round"""

import torch
import torch.nn.functional as F
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(4, 32)
        self.second = nn.Linear(32, 3)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = F.dropout(x, 0.5, not self.training)
        return self.second(x)


model = Network()
model.eval()

x = torch.ones(1, 4)
with torch.no_grad():
    print(model(x))
    print(model(x))
