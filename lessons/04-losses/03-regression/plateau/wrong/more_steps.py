"""took 6000 optimiser steps"""

import torch
from torch import nn

x = 6 * torch.rand(200, 1) - 3
y = torch.sin(x[:, 0]) + 0.1 * torch.randn(200)

model = nn.Sequential(nn.Linear(1, 32), nn.Tanh(), nn.Linear(32, 1))
loss_function = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for step in range(6000):
    optimizer.zero_grad()
    prediction = model(x)
    loss = loss_function(prediction, y)
    loss.backward()
    optimizer.step()

print(f"last loss {loss.item():.3f}, variance of y {y.var(correction=0).item():.3f}")
