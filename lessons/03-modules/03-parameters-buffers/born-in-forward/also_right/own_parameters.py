import torch
from torch import nn

from tutor.data import moons


class Net(nn.Module):
    """2 inputs, 32 hidden numbers with Tanh, 2 scores."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(2, 32))
        self.bias = nn.Parameter(torch.zeros(32))
        self.head = nn.Linear(32, 2)

    def forward(self, x):
        x = torch.tanh(x @ self.weight + self.bias)
        return self.head(x)


def train(model, X, y, steps=600):
    """Full-batch training; returns the last loss as a number."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X), y)
        loss.backward()
        optimizer.step()
    return loss.item()


X, y = moons(400, noise=0.15)
model = Net()
print([name for name, _ in model.named_parameters()])
print(f"loss {train(model, X, y):.3f}")
