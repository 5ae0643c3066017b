import torch


def mse(prediction, target):
    return torch.square(target - prediction).sum() / target.numel()


def mae(prediction, target):
    return torch.maximum(prediction - target, target - prediction).mean()


def huber(prediction, target, delta):
    size = (prediction - target).abs()
    near = size**2 / 2
    far = delta * (size - delta / 2)
    return torch.where(size <= delta, near, far).mean()


prediction = torch.tensor([0.1, 1.0, 10.0])
target = torch.zeros(3)
print(mse(prediction, target))
print(mae(prediction, target))
print(huber(prediction, target, 1.0))
