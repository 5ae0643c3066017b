# F33
import torch
from torch import nn


class Linear(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = torch.randn(n_in, n_out) * 0.1
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.weight + self.bias


layer = Linear(3, 1)
opt = torch.optim.SGD(layer.parameters(), lr=0.1)
x = torch.randn(20, 3)
for _ in range(10):
    opt.zero_grad()
    nn.functional.mse_loss(layer(x), x.sum(1, keepdim=True)).backward()
    opt.step()
