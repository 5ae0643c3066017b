# F63
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU()); self.head = nn.Linear(8, 2)
        for p in self.base.parameters(): p.requires_grad_(False)
    def forward(self, x): return self.head(self.base(x))
n = Net(); o = torch.optim.SGD((p for p in n.parameters() if p.requires_grad), .1)
for _ in range(5):
    o.zero_grad(); nn.functional.cross_entropy(n(torch.randn(6, 4)), torch.randint(0, 2, (6,))).backward(); o.step()
