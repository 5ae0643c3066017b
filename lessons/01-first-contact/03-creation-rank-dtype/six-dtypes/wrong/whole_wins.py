"""Whole meets float"""

import torch

a = torch.float32  # torch.tensor([1, 2]) / 2
b = torch.int64  # torch.tensor([1, 2]) // 2
c = torch.int64  # torch.tensor([1.5]) * torch.tensor([2])
d = torch.float64  # torch.from_numpy(numpy.array([0.5, 1.5])) + torch.ones(2)
e = torch.int64  # torch.tensor([True, False, True]).sum()
f = torch.bool  # torch.arange(3) > 1
