# F29
import torch
from torch import nn


class Towers(nn.Module):
    def __init__(self):
        super().__init__()
        self.towers = {"left": nn.Linear(4, 2), "right": nn.Linear(4, 2)}

    def forward(self, x):
        return self.towers["left"](x) + self.towers["right"](x)


towers = Towers()
optimizer = torch.optim.SGD(towers.parameters(), lr=0.1)
