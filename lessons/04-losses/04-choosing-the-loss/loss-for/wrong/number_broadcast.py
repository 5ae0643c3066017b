"""table of 2 × 2 differences"""

import torch
from torch import nn


def loss_for(task):
    """A function of prediction and target, for targets as the data gives them."""
    if task == "number":
        return nn.MSELoss()
    if task == "one of K":
        return nn.CrossEntropyLoss()
    if task in ("yes or no", "several"):
        bce = nn.BCEWithLogitsLoss()
        return lambda prediction, target: bce(prediction, target.float().view_as(prediction))
    raise ValueError(f"{task!r} is no task")


print(loss_for("number")(torch.zeros(3, 1), torch.ones(3)))
