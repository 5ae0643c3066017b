import torch


def patches(image, p):
    strips = image.split(p)
    return torch.cat([torch.stack(strip.split(p, dim=1)) for strip in strips])


board = torch.arange(16).reshape(4, 4)
print(patches(board, 2))
