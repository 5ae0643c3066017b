import torch


def channels_first(images):
    return images.transpose(1, 3).transpose(2, 3).contiguous()


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
