import torch
from torch import nn

deep = [nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)]
relu = nn.Sequential(deep[0], nn.ReLU(), deep[1], nn.ReLU(), deep[2], nn.ReLU(), deep[3])
a = d = e = f = False
b = sum(p.numel() for p in relu.parameters()) == sum(p.numel() for layer in deep for p in layer.parameters())
x = torch.tensor(0.0, requires_grad=True)
torch.sigmoid(x).backward()
c = (x.grad**3).item()
