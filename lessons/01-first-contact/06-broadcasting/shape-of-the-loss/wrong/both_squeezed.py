"""Who notices that some have no partner?"""

import torch


def mse(prediction, target):
    return ((prediction.squeeze() - target.squeeze()) ** 2).mean()


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target).item())
