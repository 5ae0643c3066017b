# F02
import torch
from torch import nn
net = nn.Linear(4, 2).to(torch.bfloat16)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(6):
    x = torch.randn(6, 4, dtype=torch.bfloat16)
    loss = nn.functional.cross_entropy(net(x).float(), torch.randint(0, 2, (6,)))
    loss.backward()
    opt.step()
