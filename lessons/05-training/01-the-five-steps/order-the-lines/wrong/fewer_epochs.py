"""400 epochs"""

import torch
from torch import nn

from tutor.data import moons

X, y = moons(500, noise=0.15)
model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 2))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)

for epoch in range(100):
    optimizer.zero_grad()
    logits = model(X)
    loss = loss_function(logits, y)
    loss.backward()
    optimizer.step()

print(f"last loss {loss.item():.3f}")
