# right
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(10, 20), nn.ReLU(), nn.Linear(20, 10), nn.ReLU())
        self.head = nn.Linear(10, 5)

    def forward(self, x):
        return self.head(self.backbone(x))


net = Net()
net.head = nn.Linear(10, 3)
opt = torch.optim.AdamW([
    {"params": net.backbone.parameters(), "lr": 1e-4},
    {"params": net.head.parameters(), "lr": 1e-2},
])
for _ in range(6):
    x, y = torch.randn(12, 10), torch.randint(0, 3, (12,))
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
