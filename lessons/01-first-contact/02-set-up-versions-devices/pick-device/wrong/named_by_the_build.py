"""On a machine without a GPU `pick_device()` says cuda"""

import torch


def pick_device():
    return torch.accelerator.current_accelerator() or torch.device("cpu")


print(pick_device())
