# F18
import copy, torch
from torch import nn
net = nn.Linear(3, 1)
opt = torch.optim.SGD(copy.deepcopy(net).parameters(), lr=0.1)
for _ in range(7):
    x = torch.randn(6, 3)
    loss = nn.functional.mse_loss(net(x), x[:, :1])
    opt.zero_grad(); loss.backward(); opt.step()
