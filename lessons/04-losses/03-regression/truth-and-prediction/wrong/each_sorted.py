"""sorted each column by itself"""

import torch
from torch import nn


def truth_and_prediction(model, x, y):
    """Rows of (truth, prediction), sorted by truth; shape (N, 2)."""
    with torch.no_grad():
        prediction = model(x)
    table = torch.cat([y.reshape(-1, 1), prediction], dim=1)
    return table.sort(dim=0).values


model = nn.Linear(2, 1)
x = torch.randn(5, 2)
y = x.sum(dim=1)
print(truth_and_prediction(model, x, y))
