# right, near F43
import torch
x = torch.arange(6).reshape(2, 3)
print(x.t().reshape(6), x.t().contiguous().view(6))
