# F44
import torch
x = torch.randn(4, requires_grad=True)
y = torch.sigmoid(x)
y += 1
y.sum().backward()
