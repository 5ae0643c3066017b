# right
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, SWALR, update_bn
net = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))
o = torch.optim.SGD(net.parameters(), .1); avg = AveragedModel(net); s = SWALR(o, swa_lr=.05)
data = [torch.randn(8, 2) for _ in range(4)]
for e in range(4):
    for x in data:
        o.zero_grad(); nn.functional.mse_loss(net(x), x.sum(1, keepdim=True)).backward(); o.step()
    avg.update_parameters(net); s.step()
update_bn(data, avg)
