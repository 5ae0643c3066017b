# right
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 16), nn.Dropout(0.05), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.05)
x = torch.randn(40, 2)
y = 0.1 * x[:, :1]
for step in range(200):
    loss = nn.functional.mse_loss(net(x), y)
    if loss.item() < 0.01:
        print("done after", step)
        break
    opt.zero_grad()
    loss.backward()
    opt.step()
