# right, near F29
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.sizes = list(sizes)
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.activations = [torch.relu] * (len(sizes) - 2) + [lambda v: v]

    def forward(self, x):
        for layer, activation in zip(self.layers, self.activations):
            x = activation(layer(x))
        return x


mlp = MLP([2, 16, 1])
opt = torch.optim.Adam(mlp.parameters(), lr=0.01)
x = torch.randn(50, 2)
for _ in range(5):
    loss = ((mlp(x) - x.prod(1, keepdim=True)) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
