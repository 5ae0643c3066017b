import torch


def minibatches(X, y, batch_size):
    """One epoch in random order: pairs (batch of X, batch of y), each
    sample once."""
    yield X, y


X = torch.arange(10)
y = 100 + X
for epoch in range(2):
    for batch_X, batch_y in minibatches(X, y, 4):
        print(batch_X.tolist(), batch_y.tolist())
    print()
