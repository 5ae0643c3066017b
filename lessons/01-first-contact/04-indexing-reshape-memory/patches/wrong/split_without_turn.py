"""each holds a stretch of the reading order"""

import torch


def patches(image, p):
    h, w = image.shape
    grid = image.reshape(h // p, p, w // p, p)
    return grid.reshape(-1, p, p)


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
