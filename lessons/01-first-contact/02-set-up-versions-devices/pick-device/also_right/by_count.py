import torch


def pick_device():
    name = "cpu"
    if torch.cuda.device_count() > 0:
        name = "cuda:0"
    elif torch.backends.mps.is_available():
        name = "mps"
    return torch.device(name)


print(pick_device())
