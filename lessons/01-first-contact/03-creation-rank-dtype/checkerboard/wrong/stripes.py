"""has stripes"""

import torch


def checkerboard(n):
    return torch.arange(n * n).reshape(n, n) % 2


print(checkerboard(3))
print(checkerboard(4))
