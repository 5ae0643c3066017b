# F10
import torch
import torch.nn as nn
net = nn.Sequential(nn.Linear(3, 1), nn.Sigmoid())
opt = torch.optim.Adam(net.parameters())
targets = torch.tensor([[0], [1], [1], [0]])
data = torch.randn(4, 3)
criterion = nn.BCELoss()
for _ in range(4):
    opt.zero_grad()
    loss = criterion(net(data), targets)
    loss.backward()
    opt.step()
