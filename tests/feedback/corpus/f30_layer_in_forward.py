# F30
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        return nn.Linear(8, 2)(x)


net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(20, 4), torch.randint(0, 2, (20,))
for _ in range(6):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
