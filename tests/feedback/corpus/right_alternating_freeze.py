# right
import torch
from torch import nn
a, b = nn.Linear(3, 3), nn.Linear(3, 1)
opt_a, opt_b = torch.optim.SGD(a.parameters(), lr=0.1), torch.optim.SGD(b.parameters(), lr=0.1)
for i in range(12):
    loss = b(torch.tanh(a(torch.randn(8, 3)))).square().mean()
    opt_a.zero_grad()
    opt_b.zero_grad()
    loss.backward()
    (opt_a if i % 2 else opt_b).step()
