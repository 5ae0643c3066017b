# F52
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
images = torch.rand(100, 1, 4, 4); targets = torch.repeat_interleave(torch.arange(5), 20)
train_dl = DataLoader(TensorDataset(images, targets), 10)
net = nn.Sequential(nn.Flatten(), nn.Linear(16, 5)); opt = torch.optim.SGD(net.parameters(), .1)
for epoch in range(2):
    for xb, yb in train_dl:
        opt.zero_grad(); nn.functional.cross_entropy(net(xb), yb).backward(); opt.step()
