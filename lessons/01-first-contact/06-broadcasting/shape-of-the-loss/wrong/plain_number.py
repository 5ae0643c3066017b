"""The result has lost its graph"""

import torch


def mse(prediction, target):
    return ((prediction - target.reshape(prediction.shape)) ** 2).mean().item()


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target))
