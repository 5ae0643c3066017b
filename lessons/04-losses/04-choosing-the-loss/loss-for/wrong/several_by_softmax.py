"""share one whole"""

import torch
from torch import nn


def loss_for(task):
    """A function of prediction and target, for targets as the data gives them."""
    if task == "number":
        return lambda prediction, target: nn.functional.mse_loss(prediction[:, 0], target)
    if task == "one of K":
        return nn.CrossEntropyLoss()
    if task == "several":
        return lambda prediction, target: nn.functional.cross_entropy(prediction, target.float())
    if task == "yes or no":
        bce = nn.BCEWithLogitsLoss()
        return lambda prediction, target: bce(prediction, target.float().view_as(prediction))
    raise ValueError(f"{task!r} is no task")


print(loss_for("number")(torch.zeros(3, 1), torch.ones(3)))
