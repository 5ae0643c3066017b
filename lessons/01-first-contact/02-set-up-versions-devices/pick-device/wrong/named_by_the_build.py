"""On a machine without a GPU `pick_device()` says cuda"""

import torch


def pick_device():
    if hasattr(torch, "accelerator"):  # since PyTorch 2.6
        return torch.accelerator.current_accelerator() or torch.device("cpu")
    return torch.device("cuda")


print(pick_device())
