"""are in no part"""

import torch
from torch.utils.data import Subset


def split(data, seed):
    """Training, validation and test set: 70, 15 and 15 % of the data, dealt out by the seed."""
    generator = torch.Generator().manual_seed(seed)
    n = len(data)
    order = torch.randperm(n, generator=generator).tolist()
    a, b = int(0.7 * n), int(0.15 * n)
    return [Subset(data, part) for part in (order[:a], order[a : a + b], order[a + b : a + 2 * b])]


for seed in (0, 0, 1):
    training, validation, test = split(range(20), seed)
    print(list(training), list(validation), list(test))
