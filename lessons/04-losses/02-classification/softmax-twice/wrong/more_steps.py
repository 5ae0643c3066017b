"""took 3000 optimiser steps"""

import torch
from torch import nn

from tutor.data import glyphs

images, labels = glyphs(1000)
X = images.flatten(1)

model = nn.Sequential(
    nn.Linear(64, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
    nn.Softmax(dim=1),
)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for step in range(3000):
    optimizer.zero_grad()
    loss = loss_function(model(X), labels)
    loss.backward()
    optimizer.step()

print(f"last loss {loss.item():.2f}")
