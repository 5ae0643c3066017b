# F05
import torch
import torch.nn as nn
class P(nn.Module):
    def __init__(self): super().__init__(); self.l = nn.Linear(4, 3)
    def forward(self, x):
        e = self.l(x).exp()
        return e / e.sum(1, keepdim=True)
p = P(); o = torch.optim.SGD(p.parameters(), .1); c = nn.NLLLoss()
for _ in range(4):
    o.zero_grad(); c(p(torch.randn(6, 4)), torch.randint(0, 3, (6,))).backward(); o.step()
