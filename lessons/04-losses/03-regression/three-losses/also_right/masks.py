import torch


def mse(prediction, target):
    return ((prediction - target) ** 2).mean()


def mae(prediction, target):
    return (prediction - target).abs().mean()


def huber(prediction, target, delta):
    size = (prediction - target).abs()
    small = size[size < delta]
    large = size[size >= delta]
    return (0.5 * (small * small).sum() + delta * (large - 0.5 * delta).sum()) / size.numel()


prediction = torch.tensor([0.1, 1.0, 10.0])
target = torch.zeros(3)
print(mse(prediction, target))
print(mae(prediction, target))
print(huber(prediction, target, 1.0))
