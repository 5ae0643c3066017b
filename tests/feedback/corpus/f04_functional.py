# F04
import torch
import torch.nn.functional as F


class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Linear(7, 3)

    def forward(self, x):
        return F.log_softmax(self.a(x), dim=1)


m = M()
o = torch.optim.AdamW(m.parameters())
for _ in range(6):
    x = torch.randn(16, 7)
    loss = F.cross_entropy(m(x), torch.randint(0, 3, (16,)))
    o.zero_grad()
    loss.backward()
    o.step()
