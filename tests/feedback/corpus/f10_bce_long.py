# F10
import torch
from torch import nn
model = nn.Linear(2, 1)
x = torch.randn(8, 2)
y = torch.randint(0, 2, (8, 1))
loss = nn.BCEWithLogitsLoss()(model(x), y)
loss.backward()
