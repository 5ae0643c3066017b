# right
import torch
from torch import nn
layer = nn.Linear(3, 2)
try:
    layer(torch.randn(2, 4))
except RuntimeError as problem:
    print("as expected:", str(problem)[:40])
print(layer(torch.randn(2, 3)).shape)
