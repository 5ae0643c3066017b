import torch
from torch import nn

from tutor.data import moons


def run_epoch(model, batches, optimizer):
    """Train on every batch once; returns the mean of the batches' losses as
    a float."""
    loss_function = nn.CrossEntropyLoss()
    total = 0.0
    for X, y in batches:
        optimizer.zero_grad()
        loss = loss_function(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss
    return total / len(batches)


X, y = moons(400, noise=0.2)
batches = list(zip(X.split(50), y.split(50)))
model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

history = [run_epoch(model, batches, optimizer) for epoch in range(40)]
print(history[0], history[-1])
