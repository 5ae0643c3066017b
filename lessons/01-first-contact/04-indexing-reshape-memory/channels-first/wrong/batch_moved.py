"""the batch has moved too"""

import torch


def channels_first(images):
    return images.permute(3, 0, 1, 2)


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
