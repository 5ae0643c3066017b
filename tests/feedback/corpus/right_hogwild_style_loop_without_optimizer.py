# right
import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 1))
velocity = [torch.zeros_like(p) for p in net.parameters()]
for step in range(12):
    x = torch.randn(10, 3)
    loss = (net(x) - x.sum(1, keepdim=True)).pow(2).mean()
    grads = torch.autograd.grad(loss, net.parameters())
    with torch.no_grad():
        for p, g, v in zip(net.parameters(), grads, velocity):
            v.mul_(0.9).add_(g)
            p.sub_(0.01 * v)
