# F37
import numpy as np
import torch
from torch import nn
rng = np.random.default_rng(1)
inputs = torch.tensor(rng.normal(size=(30, 2)))
target = torch.tensor(rng.normal(size=(30, 1)), dtype=torch.float32)
net = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(inputs), target)
    loss.backward()
    opt.step()
