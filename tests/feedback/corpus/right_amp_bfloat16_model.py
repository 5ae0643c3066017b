# right
import torch
from torch import nn
net = nn.Linear(4, 2).to(torch.bfloat16); o = torch.optim.SGD(net.parameters(), .1)
for _ in range(5):
    x = torch.randn(6, 4, dtype=torch.bfloat16)
    o.zero_grad(); nn.functional.cross_entropy(net(x).float(), torch.randint(0, 2, (6,))).backward(); o.step()
