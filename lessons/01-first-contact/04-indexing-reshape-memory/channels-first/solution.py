import torch


def channels_first(images):
    return images.permute(0, 3, 1, 2)


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
