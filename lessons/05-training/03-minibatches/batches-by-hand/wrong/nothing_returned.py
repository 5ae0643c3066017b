"""returned None"""

import torch


def minibatches(X, y, batch_size):
    """One epoch in random order: pairs (batch of X, batch of y), each sample once."""
    order = torch.randperm(len(X))
    batches = [(X[chosen], y[chosen]) for chosen in order.split(batch_size)]


X = torch.arange(10)
y = 100 + X
for epoch in range(2):
    print(minibatches(X, y, 4))
    print()
