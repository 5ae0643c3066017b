"""holds a loop"""

import torch


def outer(a, b):
    return a[:, None] * b


def upper(x):
    rows, columns = x.shape
    i = torch.arange(rows)[:, None]
    j = torch.arange(columns)
    result = torch.zeros_like(x)
    for row in range(rows):
        result[row, row:] = x[row, row:]
    return result


print(outer(torch.tensor([1, 2, 3]), torch.tensor([10, 100])))
print(upper(torch.ones(3, 4)))
