# F68
import torch
a = torch.randn(3)
b = torch.tensor(a)
print(b)
