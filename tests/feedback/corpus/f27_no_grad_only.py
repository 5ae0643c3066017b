# F27
import torch
from torch import nn
net = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 2))
opt = torch.optim.Adam(net.parameters())
x, y = torch.randn(30, 10), torch.randint(0, 2, (30,))
for _ in range(6):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
with torch.no_grad():
    print((net(x).argmax(dim=1) == y).float().mean())
