"""`my_linear` returned None"""

import torch


def my_linear(x, weight, bias):
    """What nn.Linear computes: x of (..., in) becomes (..., out)."""
    y = x @ weight.T + bias


x = torch.tensor([[2.0, 0.0, 10.0], [1.0, 1.0, 1.0]])
weight = torch.tensor([[0.5, 0.4, 0.1], [150.0, 180.0, 30.0]])
bias = torch.tensor([1.0, 20.0])
print(my_linear(x, weight, bias))
