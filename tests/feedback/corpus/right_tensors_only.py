# right
import torch
a = torch.arange(12).reshape(3, 4)
print(a[:, 1], a.T.shape, a.float().mean(dim=0))
b = a.view(2, 6)
b[0, 0] = 99
print(a[0, 0], a.sum(), torch.where(a > 5, a, 0))
c = torch.linspace(0, 1, 5)[:, None] - torch.linspace(0, 1, 5)[None, :]
print(c.shape, c.abs().max())
