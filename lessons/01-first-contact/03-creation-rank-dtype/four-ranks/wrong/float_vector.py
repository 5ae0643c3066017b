"""`vector` has dtype torch.float32"""

import torch

scalar = torch.tensor(7.0)
vector = torch.arange(0.0, 20.0, 2.0)
matrix = torch.ones(3, 4, dtype=torch.float64)
noise = torch.rand(2, 3, 4)

for t in (scalar, vector, matrix, noise):
    print(t)
