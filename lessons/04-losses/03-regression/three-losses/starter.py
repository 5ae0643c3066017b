import torch


def mse(prediction, target):
    return (prediction - target).mean()


def mae(prediction, target):
    return (prediction - target).mean()


def huber(prediction, target, delta):
    return (prediction - target).mean()


prediction = torch.tensor([0.1, 1.0, 10.0])
target = torch.zeros(3)
print(mse(prediction, target))
print(mae(prediction, target))
print(huber(prediction, target, 1.0))
