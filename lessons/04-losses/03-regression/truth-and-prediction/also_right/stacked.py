import torch
from torch import nn


def truth_and_prediction(model, x, y):
    """Rows of (truth, prediction), sorted by truth; shape (N, 2)."""
    truth, order = y.flatten().sort()
    prediction = model(x[order]).detach().flatten()
    return torch.stack([truth, prediction], dim=1)


model = nn.Linear(2, 1)
x = torch.randn(5, 2)
y = x.sum(dim=1)
print(truth_and_prediction(model, x, y))
