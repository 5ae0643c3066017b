# right, near F27
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout2d(0.1))
        with torch.no_grad():
            numbers = self.conv(torch.zeros(2, 1, 8, 8)).flatten(1).shape[1]
        self.fc = nn.Linear(numbers, 2)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))


net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.01)
for _ in range(3):
    x, y = torch.rand(6, 1, 8, 8), torch.randint(0, 2, (6,))
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
