# F56
import torch
from torch import nn
class Early:
    def __init__(self): self.best, self.state = 1e9, None
    def see(self, loss, model):
        if loss < self.best: self.best, self.state = loss, model.state_dict()
e = Early(); net = nn.Linear(2, 1); o = torch.optim.SGD(net.parameters(), .1)
for _ in range(8):
    x = torch.randn(6, 2); l = (net(x) - 1).pow(2).mean()
    e.see(l.item(), net)
    o.zero_grad(); l.backward(); o.step()
net.load_state_dict(e.state)
