# F48
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def fit(net, loader, epochs):
    opt = torch.optim.Adam(net.parameters(), lr=1e-2)
    decay = torch.optim.lr_scheduler.ExponentialLR(opt, gamma=0.8)
    for _ in range(epochs):
        for x, y in loader:
            opt.zero_grad()
            F.mse_loss(net(x), y).backward()
            opt.step()
            decay.step()


data = torch.randn(100, 4)
fit(torch.nn.Linear(4, 1), DataLoader(TensorDataset(data, data[:, :1]), batch_size=5, shuffle=True), 4)
