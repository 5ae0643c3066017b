# right
import torch
from torch import nn
net = nn.Sequential(nn.Linear(5, 10), nn.ReLU(), nn.Dropout(0.2), nn.Linear(10, 2)).eval()
for p in net.parameters():
    p.requires_grad_(False)
x = torch.randn(1, 5)
delta = torch.zeros_like(x, requires_grad=True)
opt = torch.optim.SGD([delta], lr=0.1)
for _ in range(8):
    loss = -nn.functional.cross_entropy(net(x + delta), torch.tensor([0]))
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        delta.clamp_(-0.3, 0.3)
