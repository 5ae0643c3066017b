# F61
import torch
from torch import nn
model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 1))
print(model(torch.randn(1, 4)))
