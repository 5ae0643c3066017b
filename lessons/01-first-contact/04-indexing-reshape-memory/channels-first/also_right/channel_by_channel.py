import torch


def channels_first(images):
    channels = [images[..., c] for c in range(images.shape[-1])]
    return torch.stack(channels, dim=1)


images = torch.rand(5, 4, 6, 3)
print(channels_first(images).shape)
