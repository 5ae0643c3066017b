# F54
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
raw = torch.randint(0, 255, (40, 3, 8, 8), dtype=torch.uint8)
dl = DataLoader(TensorDataset(raw, torch.randint(0, 3, (40,))), 8, shuffle=True)
net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3))
opt = torch.optim.Adam(net.parameters())
for x, y in dl:
    opt.zero_grad(); nn.functional.cross_entropy(net(x.float()), y).backward(); opt.step()
