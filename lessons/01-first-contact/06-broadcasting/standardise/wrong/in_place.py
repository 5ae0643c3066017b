"""`x` itself was changed"""

import torch


def standardise(x):
    x -= x.mean(dim=0)
    x /= x.std(dim=0)
    return x


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
