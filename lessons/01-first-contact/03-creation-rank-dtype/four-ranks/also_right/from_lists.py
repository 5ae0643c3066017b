import torch

scalar = torch.tensor([[7.0]]).squeeze()
vector = torch.tensor([0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
matrix = torch.tensor([[1.0] * 4] * 3, dtype=torch.float64)
noise = torch.rand(24).reshape(2, 3, 4)

for t in (scalar, vector, matrix, noise):
    print(t)
