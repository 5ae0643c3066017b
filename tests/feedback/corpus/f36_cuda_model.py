# F36
import torch
from torch import nn
model = nn.Linear(3, 2).cuda()
print(model(torch.randn(1, 3).cuda()))
