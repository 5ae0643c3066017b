# F21
import torch
from torch import nn
class T:
    def __init__(self):
        self.net = nn.Linear(2, 1); self.opt = torch.optim.SGD(self.net.parameters(), lr=.1); self.total = 0.
    def go(self):
        for _ in range(9):
            loss = self.net(torch.randn(3, 2)).abs().mean()
            self.opt.zero_grad(); loss.backward(); self.opt.step()
            self.total += loss
t = T(); t.go()
