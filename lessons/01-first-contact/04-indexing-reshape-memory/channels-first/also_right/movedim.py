import torch


def channels_first(images):
    return images.movedim(-1, 1)


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
