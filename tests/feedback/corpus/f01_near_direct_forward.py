# right, near F01
import torch
from torch import nn

# Calling .forward() by hand skips hooks, but it works.
layer = nn.Linear(4, 2)
x = torch.randn(5, 4)
print(layer.forward(x).shape == layer(x).shape)
