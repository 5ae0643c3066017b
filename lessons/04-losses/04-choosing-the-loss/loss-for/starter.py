import torch
from torch import nn


def loss_for(task):
    """A function of prediction and target, for targets as the data gives
    them."""
    return nn.MSELoss()


print(loss_for("number")(torch.zeros(3, 1), torch.ones(3, 1)))
