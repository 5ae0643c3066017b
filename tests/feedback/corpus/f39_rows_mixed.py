# F39
import torch
from torch import nn


class Halves(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(32, 4)

    def forward(self, x):
        return self.fc(x.view(-1, 32))


halves = Halves()
print(halves(torch.rand(6, 8, 8)).shape)
