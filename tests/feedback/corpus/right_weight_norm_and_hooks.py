# right
import torch
from torch import nn
from torch.nn.utils.parametrizations import weight_norm
layer = weight_norm(nn.Linear(4, 2))
seen = []
layer.register_forward_hook(lambda m, i, o: seen.append(o.shape))
opt = torch.optim.SGD(layer.parameters(), lr=0.1)
for _ in range(4):
    opt.zero_grad()
    layer(torch.randn(3, 4)).square().mean().backward()
    opt.step()
print(len(seen))
