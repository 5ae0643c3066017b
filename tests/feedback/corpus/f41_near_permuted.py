# right, near F41
import torch
from torch import nn
images = torch.rand(8, 32, 32, 3)
conv = nn.Conv2d(3, 16, 3, padding=1)
print(conv(images.permute(0, 3, 1, 2)).shape)
