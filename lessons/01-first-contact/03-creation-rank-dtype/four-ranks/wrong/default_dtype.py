"""`matrix` has dtype torch.float32"""

import torch

scalar = torch.tensor(7.0)
vector = torch.arange(0, 20, 2)
matrix = torch.ones(3, 4)
noise = torch.rand(2, 3, 4)

for t in (scalar, vector, matrix, noise):
    print(t)
