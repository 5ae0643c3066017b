import numpy
import torch

a = (torch.tensor([1, 2]) / 2).dtype
b = (torch.tensor([1, 2]) // 2).dtype
c = (torch.tensor([1.5]) * torch.tensor([2])).dtype
d = (torch.from_numpy(numpy.array([0.5, 1.5])) + torch.ones(2)).dtype
e = torch.tensor([True, False, True]).sum().dtype
f = (torch.arange(3) > 1).dtype
