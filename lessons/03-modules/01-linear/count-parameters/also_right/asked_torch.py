from torch import nn


def count(*layers):
    return sum(p.numel() for p in nn.Sequential(*layers).parameters())


a = count(nn.Linear({{inputs}}, {{outputs}}))
b = count(nn.Linear({{inputs}}, {{outputs}}, bias=False))
c = count(nn.Linear(4, {{hidden}}), nn.ReLU(), nn.Linear({{hidden}}, 3))
d = count(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 10))
