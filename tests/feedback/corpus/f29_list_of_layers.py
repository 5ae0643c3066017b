# F29
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = []
        for a, b in zip(sizes, sizes[1:]):
            self.layers.append(nn.Linear(a, b))
        self.out = nn.Linear(sizes[-1], 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)


mlp = MLP([2, 16, 16])
opt = torch.optim.Adam(mlp.parameters(), lr=0.01)
x = torch.randn(50, 2)
for _ in range(10):
    loss = ((mlp(x) - x.prod(1, keepdim=True)) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(sum(p.numel() for p in mlp.parameters()))
