import torch


def patches(image, p):
    return image.unfold(0, p, p).unfold(1, p, p).flatten(0, 1)


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
