# F50
import torch
from torch import nn
def update(net, opt, loss):
    opt.zero_grad()
    loss.backward()
    opt.step()
    nn.utils.clip_grad_norm_(net.parameters(), max_norm=0.5)
net = nn.GRU(2, 3); opt = torch.optim.Adam(net.parameters())
for _ in range(4):
    update(net, opt, net(torch.randn(5, 4, 2))[0].pow(2).mean())
