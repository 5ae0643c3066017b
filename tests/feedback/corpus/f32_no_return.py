# F32
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 1)

    def forward(self, x):
        x = torch.sigmoid(self.fc(x))


net = Net()
out = net(torch.rand(5, 2))
print(out)
