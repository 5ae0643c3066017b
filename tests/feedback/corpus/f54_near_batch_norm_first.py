# right, near F54
import torch
from torch import nn
table = torch.rand(30, 4) * 1000
model = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for _ in range(5):
    opt.zero_grad()
    model(table).square().mean().backward()
    opt.step()
