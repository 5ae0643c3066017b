# F43
import torch
x = torch.arange(6).reshape(2, 3)
print(x.t().view(6))
