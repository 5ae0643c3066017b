"""Every prediction was compared with every target"""

import torch


def mse(prediction, target):
    return torch.nn.functional.mse_loss(prediction, target)


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target).item())
