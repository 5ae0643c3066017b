"""`pick_device()` returned the text 'cpu'"""

import torch


def pick_device():
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


print(pick_device())
