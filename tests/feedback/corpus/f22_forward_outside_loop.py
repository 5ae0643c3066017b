# F22
import torch
from torch import nn
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(20, 3), torch.randn(20, 1)
out = model(x)
loss = nn.functional.mse_loss(out, y)
for epoch in range(5):
    opt.zero_grad()
    loss.backward()
    opt.step()
