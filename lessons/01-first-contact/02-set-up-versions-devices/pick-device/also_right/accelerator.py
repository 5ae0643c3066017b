import torch


def pick_device():
    if hasattr(torch, "accelerator"):  # since PyTorch 2.6
        usable = torch.accelerator.is_available()
        return torch.accelerator.current_accelerator() if usable else torch.device("cpu")
    return torch.device("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")


print(pick_device())
