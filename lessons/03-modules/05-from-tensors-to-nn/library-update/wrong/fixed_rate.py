"""ignores its `learning_rate`"""

import torch
from torch import nn
from torch.nn import functional as F

from tutor.data import glyphs


def train(model, X, y, steps, learning_rate):
    """Full-batch training; returns the loss of each step as a number."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for step in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


X, y = glyphs(500)
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 32),
    nn.ReLU(),
    nn.Linear(32, 10),
)
losses = train(model, X, y, steps=200, learning_rate=0.5)
print(f"first loss {losses[0]:.3f}, last loss {losses[-1]:.3f}")
