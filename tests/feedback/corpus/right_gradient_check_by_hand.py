# right
import torch
from torch import nn
torch.manual_seed(0)
layer = nn.Linear(3, 1)
x = torch.randn(5, 3)
loss = layer(x).pow(2).sum()
loss.backward()
eps = 1e-3
numeric = torch.zeros(3)
with torch.no_grad():
    for i in range(3):
        layer.weight[0, i] += eps
        up = layer(x).pow(2).sum()
        layer.weight[0, i] -= 2 * eps
        down = layer(x).pow(2).sum()
        layer.weight[0, i] += eps
        numeric[i] = (up - down) / (2 * eps)
print(numeric, layer.weight.grad)
