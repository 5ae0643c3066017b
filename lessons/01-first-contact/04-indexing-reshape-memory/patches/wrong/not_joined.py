"""split, but not joined"""

import torch


def patches(image, p):
    h, w = image.shape
    grid = image.reshape(h // p, p, w // p, p)
    return grid.permute(0, 2, 1, 3)


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
