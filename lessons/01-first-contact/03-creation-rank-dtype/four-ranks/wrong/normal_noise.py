"""below 0"""

import torch

scalar = torch.tensor(7.0)
vector = torch.arange(0, 20, 2)
matrix = torch.ones(3, 4, dtype=torch.float64)
noise = torch.randn(2, 3, 4)

for t in (scalar, vector, matrix, noise):
    print(t)
