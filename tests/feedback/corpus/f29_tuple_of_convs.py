# F29
import torch
from torch import nn
class C(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = tuple(nn.Conv1d(2, 4, k, padding=k // 2) for k in (3, 5))
        self.fc = nn.Linear(8, 2)
    def forward(self, x):
        return self.fc(torch.cat([c(x).amax(2) for c in self.convs], 1))
c = C(); o = torch.optim.Adam(c.parameters())
for _ in range(5):
    o.zero_grad(); nn.functional.cross_entropy(c(torch.randn(6, 2, 9)), torch.randint(0, 2, (6,))).backward(); o.step()
