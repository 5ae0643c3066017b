# F38
import torch
from torch import nn
net = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(10, 2))
net(torch.randn(4, 10))
