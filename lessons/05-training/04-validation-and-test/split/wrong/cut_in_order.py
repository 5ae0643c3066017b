"""The first samples went into training"""

import torch
from torch.utils.data import Subset


def split(data, seed):
    """Training, validation and test set: 70, 15 and 15 % of the data, dealt out by the seed."""
    a, b = round(0.7 * len(data)), round(0.85 * len(data))
    parts = (range(a), range(a, b), range(b, len(data)))
    return [Subset(data, part) for part in parts]


for seed in (0, 0, 1):
    training, validation, test = split(range(20), seed)
    print(list(training), list(validation), list(test))
