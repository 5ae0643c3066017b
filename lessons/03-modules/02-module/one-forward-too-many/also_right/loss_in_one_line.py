import torch
from torch import nn

from tutor.data import moons


def one_step(model, images, labels, criterion, optimizer):
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.item()


def train(model, batches, criterion, optimizer):
    """One pass over the batches; returns the loss of each as a number."""
    return [one_step(model, images, labels, criterion, optimizer) for images, labels in batches]


X, y = moons(320)
batches = list(zip(X.split(32), y.split(32)))
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
print(train(model, batches, nn.CrossEntropyLoss(), optimizer))
