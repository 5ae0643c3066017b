"""smallest and largest number"""

import torch


def standardise(x):
    low, high = x.amin(dim=0), x.amax(dim=0)
    return (x - low) / (high - low)


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
