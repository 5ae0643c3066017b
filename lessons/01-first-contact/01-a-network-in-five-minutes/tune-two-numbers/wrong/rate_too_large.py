"""Steps this large don't land where they aim"""

import torch
from torch import nn

from tutor.data import moons

hidden = 32
learning_rate = 100

# Everything below stays as it is.

X, y = moons(300, noise=0.1)
model = nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 2))
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)

for step in range(1000):
    optimizer.zero_grad()
    loss = loss_function(model(X), y)
    loss.backward()
    optimizer.step()

print(f"last loss {loss.item():.3f}")
