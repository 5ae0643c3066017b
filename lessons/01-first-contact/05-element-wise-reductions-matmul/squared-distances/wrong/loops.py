"""holds a loop"""

import torch


def squared_distances(a, b):
    result = torch.zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            result[i, j] = ((a[i] - b[j]) ** 2).sum()
    return result


a = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
b = torch.tensor([[3.0, 4.0], [1.0, 2.0], [0.0, 1.0]])
print(squared_distances(a, b))
