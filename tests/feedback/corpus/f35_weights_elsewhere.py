# F35
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2, device="meta"))
batch = torch.randn(3, 4)
print(net(batch).shape)
