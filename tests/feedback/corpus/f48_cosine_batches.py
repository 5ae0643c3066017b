# F48
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
dl = DataLoader(TensorDataset(torch.randn(60, 2)), batch_size=6, shuffle=True)
net = nn.Linear(2, 1); o = torch.optim.SGD(net.parameters(), lr=.1)
EPOCHS = 4
s = torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=EPOCHS)
for e in range(EPOCHS):
    for (x,) in dl:
        o.zero_grad(); net(x).pow(2).mean().backward(); o.step(); s.step()
