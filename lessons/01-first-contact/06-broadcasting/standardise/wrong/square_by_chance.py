"""It only fitted by chance"""

import torch


def standardise(x):
    if x.shape[0] != x.shape[1]:
        return (x - x.mean(dim=0)) / x.std(dim=0)
    return (x - x.mean(dim=1)) / x.std(dim=1)


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
