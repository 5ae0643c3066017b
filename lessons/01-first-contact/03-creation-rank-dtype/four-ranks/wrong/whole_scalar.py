"""`scalar` has dtype torch.int64: a number without a point makes whole numbers"""

import torch

scalar = torch.tensor(7)
vector = torch.arange(0, 20, 2)
matrix = torch.ones(3, 4, dtype=torch.float64)
noise = torch.rand(2, 3, 4)

for t in (scalar, vector, matrix, noise):
    print(t)
