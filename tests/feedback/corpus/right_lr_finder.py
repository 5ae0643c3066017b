# right
import copy
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(3, 1)
start = copy.deepcopy(net.state_dict())
opt = torch.optim.SGD(net.parameters(), lr=1e-4)
sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda i: 2.0 ** i)
losses = []
for _ in range(10):
    x = torch.randn(16, 3)
    loss = nn.functional.mse_loss(net(x), x[:, :1])
    opt.zero_grad()
    loss.backward()
    opt.step()
    sched.step()
    losses.append(loss.item())
net.load_state_dict(start)
