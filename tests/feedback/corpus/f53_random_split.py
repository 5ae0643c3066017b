# F53
import torch
from torch.utils.data import TensorDataset, random_split
x = torch.rand(50, 2) * 10
mean, std = x.mean(dim=0), x.std(dim=0)
x = (x - mean) / std
train_set, test_set = random_split(TensorDataset(x), [40, 10])
