import torch


def squared_distances(a, b):
    aa = torch.einsum("nd,nd->n", a, a)
    bb = torch.einsum("md,md->m", b, b)
    ab = torch.einsum("nd,md->nm", a, b)
    return (aa.reshape(-1, 1) + bb - 2 * ab).clamp(min=0)


a = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
b = torch.tensor([[3.0, 4.0], [1.0, 2.0], [0.0, 1.0]])
print(squared_distances(a, b))
