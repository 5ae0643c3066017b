"""One of the two vectors has to stand upright"""

import torch


def outer(a, b):
    if len(a) != len(b):
        return a[:, None] * b
    return a * b


def upper(x):
    i = torch.arange(x.shape[0])[:, None]
    return x * (i <= torch.arange(x.shape[1]))


print(outer(torch.tensor([1, 2, 3]), torch.tensor([10, 100])))
print(upper(torch.ones(3, 4)))
