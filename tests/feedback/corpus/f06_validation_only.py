# F06
import torch
from torch import nn
net = nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(40, 2); y = x.sum(1)
for i in range(10):
    opt.zero_grad()
    nn.functional.mse_loss(net(x[:30]).squeeze(1), y[:30]).backward()
    opt.step()
with torch.no_grad():
    print(nn.functional.mse_loss(net(x[30:]), y[30:]))
