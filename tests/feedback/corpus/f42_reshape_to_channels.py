# F42
import torch
from torch import nn
images = torch.rand(8, 16, 16, 3)
x = images.reshape(8, 3, 16, 16)
print(nn.Conv2d(3, 4, 3)(x).shape)
