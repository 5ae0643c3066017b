# F11
import torch
from torch import nn
model = nn.Linear(4, 3)
x = torch.randn(10, 4)
y = torch.randint(0, 3, (10, 1))
print(nn.CrossEntropyLoss()(model(x), y))
