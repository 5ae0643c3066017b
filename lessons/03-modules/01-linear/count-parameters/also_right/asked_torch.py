from torch import nn


def count(*layers):
    return sum(p.numel() for p in nn.Sequential(*layers).parameters())


a = count(nn.Linear(10, 5))
b = count(nn.Linear(10, 5, bias=False))
c = count(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
d = count(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 10))
