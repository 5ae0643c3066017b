# F39
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = torch.flatten(x)
        return self.fc(x)


net = Net()
print(net(torch.rand(5, 1, 8, 8)).shape)
