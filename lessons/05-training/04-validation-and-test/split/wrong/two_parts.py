"""returned 2 things"""

import torch
from torch.utils.data import random_split


def split(data, seed):
    """Training, validation and test set: 70, 15 and 15 % of the data, dealt out by the seed."""
    generator = torch.Generator().manual_seed(seed)
    return random_split(data, [0.7, 0.3], generator=generator)


for seed in (0, 0, 1):
    training, test = split(range(20), seed)
    print(list(training), list(test))
