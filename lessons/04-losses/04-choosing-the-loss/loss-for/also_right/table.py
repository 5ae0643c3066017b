import torch
import torch.nn.functional as F


def as_prediction(loss):
    return lambda prediction, target: loss(prediction, target.float().reshape(prediction.shape))


LOSSES = {
    "number": as_prediction(F.mse_loss),
    "one of K": F.cross_entropy,
    "yes or no": as_prediction(F.binary_cross_entropy_with_logits),
    "several": as_prediction(F.binary_cross_entropy_with_logits),
}


def loss_for(task):
    if task not in LOSSES:
        raise ValueError("no such task")
    return LOSSES[task]


print(loss_for("number")(torch.zeros(3, 1), torch.ones(3)))
