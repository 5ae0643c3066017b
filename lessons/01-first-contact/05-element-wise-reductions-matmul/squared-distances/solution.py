import torch


def squared_distances(a, b):
    a_squared = (a * a).sum(dim=1, keepdim=True)
    b_squared = (b * b).sum(dim=1)
    return a_squared + b_squared - 2 * a @ b.T


a = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
b = torch.tensor([[3.0, 4.0], [1.0, 2.0], [0.0, 1.0]])
print(squared_distances(a, b))
