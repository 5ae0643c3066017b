# F17
import torch
from torch import nn
a, b = nn.Linear(3, 3), nn.Linear(3, 1)
oa, ob = torch.optim.Adam(a.parameters()), torch.optim.Adam(b.parameters())
for _ in range(6):
    loss = b(a(torch.randn(4, 3))).pow(2).mean()
    loss.backward()
    oa.zero_grad(); ob.zero_grad()
    oa.step(); ob.step()
