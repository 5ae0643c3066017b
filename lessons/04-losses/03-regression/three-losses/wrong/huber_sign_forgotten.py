"""large negative errors"""

import torch


def mse(prediction, target):
    return ((prediction - target) ** 2).mean()


def mae(prediction, target):
    return (prediction - target).abs().mean()


def huber(prediction, target, delta):
    size = prediction - target
    near = size**2 / 2
    far = delta * (size - delta / 2)
    return torch.where(size <= delta, near, far).mean()


prediction = torch.tensor([0.1, 1.0, 10.0])
target = torch.zeros(3)
print(mse(prediction, target))
print(mae(prediction, target))
print(huber(prediction, target, 1.0))
