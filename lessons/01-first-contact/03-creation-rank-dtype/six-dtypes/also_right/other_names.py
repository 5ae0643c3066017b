import torch

a = torch.float  # torch.tensor([1, 2]) / 2
b = torch.long  # torch.tensor([1, 2]) // 2
c = torch.float  # torch.tensor([1.5]) * torch.tensor([2])
d = torch.double  # torch.from_numpy(numpy.array([0.5, 1.5])) + torch.ones(2)
e = torch.long  # torch.tensor([True, False, True]).sum()
f = torch.bool  # torch.arange(3) > 1
