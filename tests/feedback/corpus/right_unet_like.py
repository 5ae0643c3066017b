# right
import torch
from torch import nn
import torch.nn.functional as F


def double(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.middle, self.up = double(1, 4), double(4, 8), double(12, 4)
        self.last = nn.Conv2d(4, 2, 1)

    def forward(self, x):
        a = self.down(x)
        b = self.middle(F.max_pool2d(a, 2))
        c = F.interpolate(b, scale_factor=2)
        return self.last(self.up(torch.cat([a, c], dim=1)))


unet = UNet()
opt = torch.optim.Adam(unet.parameters(), lr=1e-3)
for _ in range(3):
    image, mask = torch.rand(2, 1, 8, 8), torch.randint(0, 2, (2, 8, 8))
    opt.zero_grad()
    F.cross_entropy(unet(image), mask).backward()
    opt.step()
