"""The shape is right but the pixels are scrambled"""

import torch


def channels_first(images):
    n, h, w, c = images.shape
    return images.reshape(n, c, h, w)


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
