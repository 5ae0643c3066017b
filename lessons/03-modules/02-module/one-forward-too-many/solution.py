import torch
from torch import nn

from tutor.data import moons


def train(model, batches, criterion, optimizer):
    """One pass over the batches; returns the loss of each as a number."""
    losses = []
    for images, labels in batches:
        optimizer.zero_grad()
        outputs = model(images)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


X, y = moons(320)
batches = list(zip(X.split(32), y.split(32)))
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

try:
    print(train(model, batches, nn.CrossEntropyLoss(), optimizer))
except (AttributeError, TypeError) as error:
    print("It fails:", error)
