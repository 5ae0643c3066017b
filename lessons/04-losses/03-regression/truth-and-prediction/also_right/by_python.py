import torch
from torch import nn


def truth_and_prediction(model, x, y):
    """Rows of (truth, prediction), sorted by truth; shape (N, 2)."""
    pairs = zip(y.flatten().tolist(), model(x).flatten().tolist())
    return torch.tensor(sorted(pairs))


model = nn.Linear(2, 1)
x = torch.randn(5, 2)
y = x.sum(dim=1)
print(truth_and_prediction(model, x, y))
