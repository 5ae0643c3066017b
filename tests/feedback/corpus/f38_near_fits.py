# right, near F38
import torch
a = torch.randn(3, 4)
b = torch.randn(3, 5)
print((a.T @ b).shape)
