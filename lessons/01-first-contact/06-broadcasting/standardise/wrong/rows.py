"""the mean of each row, over different features"""

import torch


def standardise(x):
    return (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
