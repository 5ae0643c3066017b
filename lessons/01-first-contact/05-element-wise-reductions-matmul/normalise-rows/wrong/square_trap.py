"""each column was divided by the sum of the row"""

import torch


def normalise_rows(x):
    if x.shape[0] != x.shape[1]:
        return x / x.sum(dim=1, keepdim=True)
    return x / x.sum(dim=1)


print(normalise_rows(torch.tensor([[1.0, 1.0, 2.0], [3.0, 3.0, 4.0]])))
