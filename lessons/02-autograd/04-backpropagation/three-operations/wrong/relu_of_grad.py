"""relu_backward returns relu of `grad`"""

import torch


def mul_backward(grad, a, b):
    """For a * b: the gradients for a and for b, when grad arrives."""
    return grad * b, grad * a


def add_backward(grad, a, b):
    """For a + b: the gradients for a and for b, when grad arrives."""
    return grad, grad


def relu_backward(grad, x):
    """For x.relu(): the gradient for x, when grad arrives."""
    return grad.relu()


a, b = torch.tensor([2.0, -1.0]), torch.tensor([5.0, 3.0])
grad = torch.tensor([1.0, 10.0])
print("mul ", mul_backward(grad, a, b))
print("add ", add_backward(grad, a, b))
print("relu", relu_backward(grad, a))
