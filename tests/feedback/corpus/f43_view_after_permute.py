# F43
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4 * 6 * 6, 2)

    def forward(self, x):
        h = self.conv(x).permute(0, 2, 3, 1)
        return self.fc(h.view(h.shape[0], -1))


print(Net()(torch.rand(2, 3, 6, 6)))
