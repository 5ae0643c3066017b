"""is the question really called, with brackets"""

import torch


def pick_device():
    if torch.cuda.is_available:
        return torch.device("cuda")
    if torch.backends.mps.is_available:
        return torch.device("mps")
    return torch.device("cpu")


print(pick_device())
