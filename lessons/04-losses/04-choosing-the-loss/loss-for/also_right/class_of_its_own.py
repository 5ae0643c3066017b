import torch
from torch import nn


class Loss(nn.Module):
    def __init__(self, task):
        super().__init__()
        if task not in ("number", "one of K", "yes or no", "several"):
            raise ValueError(task)
        self.task = task

    def forward(self, prediction, target):
        if self.task == "one of K":
            return -prediction.log_softmax(dim=1).gather(1, target[:, None]).mean()
        if self.task == "number":
            return (prediction.squeeze(1) - target).square().mean()
        target = target.reshape(prediction.shape)
        return nn.functional.softplus(torch.where(target == 1, -prediction, prediction)).mean()


def loss_for(task):
    return Loss(task)


print(loss_for("number")(torch.zeros(3, 1), torch.ones(3)))
