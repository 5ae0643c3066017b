import torch
from torch import nn

centres = torch.tensor([[0.0, 0.0], [2.0, 2.0], [4.0, 0.0]])
kinds = torch.randint(1, 4, (300,))
points = centres[kinds - 1] + 0.6 * torch.randn(300, 2)
table = torch.cat([points, kinds[:, None].float()], dim=1)


def split(table):
    """Points (N, 2), float32, and labels for CrossEntropyLoss."""
    points = table[:, :2]
    labels = torch.tensor([int(kind) - 1 for kind in table[:, 2]])
    return points, labels


# Everything below stays as it is.

model = nn.Linear(2, 3)
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
points, labels = split(table)

try:
    for step in range(200):
        optimizer.zero_grad()
        loss = loss_function(model(points), labels)
        loss.backward()
        optimizer.step()
    print(f"last loss {loss.item():.2f}")
except (RuntimeError, IndexError, ValueError) as error:
    print(type(error).__name__, "-", error)
