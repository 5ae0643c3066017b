# F15
import torch
from torch import nn
torch.manual_seed(0)
model = nn.Linear(4, 1)
loss = nn.BCELoss()(model(torch.randn(16, 4)), torch.ones(16, 1))
loss.backward()
