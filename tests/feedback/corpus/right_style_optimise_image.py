# right
import torch
from torch import nn
features = nn.Sequential(nn.Conv2d(3, 6, 3), nn.BatchNorm2d(6), nn.ReLU()).eval()
content = torch.rand(1, 3, 10, 10)
with torch.no_grad():
    wanted = features(content)
image = content.clone().add_(torch.randn_like(content) * 0.1).requires_grad_(True)
opt = torch.optim.Adam([image], lr=0.02)
for _ in range(6):
    opt.zero_grad()
    loss = nn.functional.mse_loss(features(image), wanted)
    loss.backward()
    opt.step()
