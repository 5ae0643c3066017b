import torch


def normalise_rows(x):
    return (x.T / x.sum(dim=1)).T


print(normalise_rows(torch.tensor([[1.0, 1.0, 2.0], [3.0, 3.0, 4.0]])))
