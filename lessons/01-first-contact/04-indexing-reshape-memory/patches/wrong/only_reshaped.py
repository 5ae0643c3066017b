"""The shape is right but the patches are scrambled"""

import torch


def patches(image, p):
    return image.reshape(-1, p, p)


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
