import torch


def squared_distances(a, b):
    return (a.unsqueeze(1) - b.unsqueeze(0)).pow(2).sum(dim=-1)


a = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
b = torch.tensor([[3.0, 4.0], [1.0, 2.0], [0.0, 1.0]])
print(squared_distances(a, b))
