"""a plain number"""

import torch
from torch.nn import functional as F


def loss_of(scores, labels):
    """Mean cross-entropy of scores (N, classes) and labels (N,)."""
    return F.cross_entropy(scores, labels).item()


scores = torch.tensor([[2.0, 1.0, -1.0], [0.5, 0.0, 3.0]])
labels = torch.tensor([0, 2])
print(loss_of(scores, labels))
print(loss_of(100 * scores, labels))
