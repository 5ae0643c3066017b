import torch

scalar = torch.full((), 7.0)
vector = 2 * torch.linspace(0, 9, 10).long()
matrix = (torch.zeros(3, 4) + 1).double()
noise = torch.empty(2, 3, 4).uniform_()

for t in (scalar, vector, matrix, noise):
    print(t)
