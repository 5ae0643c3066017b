# right, near F63
import torch
from torch import nn
backbone = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
for p in backbone.parameters():
    p.requires_grad = False
model = nn.Sequential(backbone, nn.Linear(4, 2))
opt = torch.optim.Adam(model[1].parameters(), lr=0.01)
for _ in range(5):
    model.train()
    backbone.eval()
    opt.zero_grad()
    nn.functional.cross_entropy(model(torch.rand(8, 1, 8, 8)), torch.randint(0, 2, (8,))).backward()
    opt.step()
