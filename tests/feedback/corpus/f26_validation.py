# F26
import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6), nn.Linear(6, 1)); o = torch.optim.SGD(net.parameters(), .1)
for ep in range(3):
    net.train()
    for _ in range(10):
        x = torch.randn(9, 3); o.zero_grad(); net(x).pow(2).mean().backward(); o.step()
    net.eval()
    v = sum(net(torch.randn(9, 3)).pow(2).mean().item() for _ in range(3))
    print(v)
