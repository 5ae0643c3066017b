"""`patches` returned a list"""

import torch


def patches(image, p):
    h, w = image.shape
    return [image[i : i + p, j : j + p] for i in range(0, h, p) for j in range(0, w, p)]


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
