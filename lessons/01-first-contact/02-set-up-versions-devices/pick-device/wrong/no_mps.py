"""A Mac has a GPU too"""

import torch


def pick_device():
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


print(pick_device())
