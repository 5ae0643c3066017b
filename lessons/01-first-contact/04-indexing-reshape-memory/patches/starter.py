import torch


def patches(image, p):
    return image


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
