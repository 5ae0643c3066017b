"""columns are swapped"""

import torch
from torch import nn


def truth_and_prediction(model, x, y):
    """Rows of (truth, prediction), sorted by truth; shape (N, 2)."""
    with torch.no_grad():
        prediction = model(x)
    table = torch.cat([prediction, y.reshape(-1, 1)], dim=1)
    return table[table[:, 1].argsort()]


model = nn.Linear(2, 1)
x = torch.randn(5, 2)
y = x.sum(dim=1)
print(truth_and_prediction(model, x, y))
