# F61
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Linear(6, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(9, 4), torch.randint(0, 2, (9,))
for xb, yb in zip(x.split(4), y.split(4)):
    opt.zero_grad()
    nn.functional.cross_entropy(net(xb), yb).backward()
    opt.step()
