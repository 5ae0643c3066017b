"""the rows should stand for the points of a"""

import torch


def squared_distances(a, b):
    return ((b[:, None] - a) ** 2).sum(dim=2)


a = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
b = torch.tensor([[3.0, 4.0], [1.0, 2.0], [0.0, 1.0]])
print(squared_distances(a, b))
