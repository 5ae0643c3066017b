# right, near F18
import torch
from torch import nn
model = nn.Linear(2, 1)
x = torch.randn(30, 2)
y = x.sum(1, keepdim=True)
for epoch in range(10):
    model.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.1 * p.grad
