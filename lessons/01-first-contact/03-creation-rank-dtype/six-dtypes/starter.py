import torch

a = None  # torch.tensor([1, 2]) / 2
b = None  # torch.tensor([1, 2]) // 2
c = None  # torch.tensor([1.5]) * torch.tensor([2])
d = None  # torch.from_numpy(numpy.array([0.5, 1.5])) + torch.ones(2)
e = None  # torch.tensor([True, False, True]).sum()
f = None  # torch.arange(3) > 1
