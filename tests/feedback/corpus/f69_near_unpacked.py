# right, near F69
import torch
from torch import nn
layers = [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)]
model = nn.Sequential(*layers)
print(model(torch.ones(1, 3)).shape)
