import torch


def checkerboard(n):
    tile = torch.tensor([[False, True], [True, False]])
    return tile.repeat(n, n)[:n, :n]


print(checkerboard(3))
print(checkerboard(4))
