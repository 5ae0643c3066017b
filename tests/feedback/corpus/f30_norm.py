# F30
import torch
from torch import nn
class B(nn.Module):
    def __init__(self):
        super().__init__(); self.a = nn.Linear(3, 6); self.b = nn.Linear(6, 1)
    def forward(self, x):
        h = self.a(x)
        h = nn.BatchNorm1d(6)(h)
        return self.b(h)
b = B(); o = torch.optim.SGD(b.parameters(), lr=.1)
for _ in range(4):
    o.zero_grad(); b(torch.randn(8, 3)).pow(2).mean().backward(); o.step()
