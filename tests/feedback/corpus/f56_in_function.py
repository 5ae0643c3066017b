# F56
import torch
from torch import nn


def train(net, steps):
    opt = torch.optim.Adam(net.parameters(), lr=0.1)
    best_state, best = None, 1e9
    for _ in range(steps):
        x = torch.rand(10, 2)
        error = nn.functional.l1_loss(net(x), x.sum(1, keepdim=True))
        if error < best:
            best, best_state = error.item(), net.state_dict()
        opt.zero_grad()
        error.backward()
        opt.step()
    net.load_state_dict(best_state)
    return net


train(nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1)), 12)
