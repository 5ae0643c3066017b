# right, near F24
import torch
from torch import nn
net = nn.Sequential(nn.Linear(2, 20), nn.ReLU(), nn.Dropout(0.2), nn.Linear(20, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
x = torch.rand(50, 2)
for _ in range(20):
    opt.zero_grad()
    nn.functional.mse_loss(net(x), x.sum(1, keepdim=True)).backward()
    opt.step()
# Uncertainty: dropout stays on, on purpose, while everything else evaluates.
net.eval()
for module in net.modules():
    if isinstance(module, nn.Dropout):
        module.train()
with torch.no_grad():
    samples = torch.stack([net(x[:5]) for _ in range(30)])
print(samples.std(0).flatten())
