"""come apart"""

import torch


def minibatches(X, y, batch_size):
    """One epoch in random order: pairs (batch of X, batch of y), each sample once."""
    order_X = torch.randperm(len(X))
    order_y = torch.randperm(len(X))
    for for_X, for_y in zip(order_X.split(batch_size), order_y.split(batch_size)):
        yield X[for_X], y[for_y]


X = torch.arange(10)
y = 100 + X
for epoch in range(2):
    for batch_X, batch_y in minibatches(X, y, 4):
        print(batch_X.tolist(), batch_y.tolist())
    print()
