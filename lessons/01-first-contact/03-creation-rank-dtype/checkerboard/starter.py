import torch


def checkerboard(n):
    return torch.zeros(n, n)


print(checkerboard(3))
print(checkerboard(4))
