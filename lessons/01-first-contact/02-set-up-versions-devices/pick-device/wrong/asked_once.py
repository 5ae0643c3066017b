"""On a machine with an NVIDIA GPU `pick_device()` says cpu"""

import torch

device = torch.device("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")


def pick_device():
    return device


print(pick_device())
