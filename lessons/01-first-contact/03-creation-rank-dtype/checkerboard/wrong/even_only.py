"""checkerboard(1) has shape (0, 0)"""

import torch


def checkerboard(n):
    return torch.tensor([[0, 1], [1, 0]]).repeat(n // 2, n // 2)


print(checkerboard(3))
print(checkerboard(4))
