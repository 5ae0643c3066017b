import torch


def checkerboard(n):
    index = torch.arange(n)
    return (index[:, None] + index) % 2


print(checkerboard(3))
print(checkerboard(4))
