# right, near F68
import torch
a = torch.randn(3)
b = a.detach().clone()
c = torch.as_tensor(a)
print(b, c)
