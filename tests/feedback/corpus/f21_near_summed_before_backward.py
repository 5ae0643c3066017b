# right, near F21
import torch
from torch import nn
model = nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(6):
    total = 0
    for x in torch.randn(3, 8, 4):
        total = total + nn.functional.mse_loss(model(x), x.sum(1, keepdim=True))
    opt.zero_grad()
    total.backward()
    opt.step()
