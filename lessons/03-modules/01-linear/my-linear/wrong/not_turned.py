"""The last axis of `x` has to meet the axis of `weight` that counts the inputs"""

import torch


def my_linear(x, weight, bias):
    """What nn.Linear computes: x of (..., in) becomes (..., out)."""
    return x @ weight + bias


x = torch.tensor([[2.0, 0.0], [1.0, 1.0]])
weight = torch.tensor([[0.5, 0.4], [150.0, 180.0]])
bias = torch.tensor([1.0, 20.0])
print(my_linear(x, weight, bias))
