import torch


def normalise_rows(x):
    return x / x.sum(dim=1, keepdim=True)


print(normalise_rows(torch.tensor([[1.0, 1.0, 2.0], [3.0, 3.0, 4.0]])))
