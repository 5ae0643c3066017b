import torch
from torch.utils.data import Subset


def split(data, seed):
    """Training, validation and test set: 70, 15 and 15 % of the data, dealt out by the seed."""
    generator = torch.Generator().manual_seed(seed)
    n = len(data)
    order = torch.randperm(n, generator=generator).tolist()
    a, b = round(0.7 * n), round(0.85 * n)
    return Subset(data, order[:a]), Subset(data, order[a:b]), Subset(data, order[b:])


for seed in (0, 0, 1):
    training, validation, test = split(range(20), seed)
    print(list(training), list(validation), list(test))
