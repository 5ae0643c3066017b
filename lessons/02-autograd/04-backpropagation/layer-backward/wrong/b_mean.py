"""Your gradient for b is the right one divided by 4"""

import torch


def linear_backward(grad, x, W, b):
    """For y = x @ W + b: the gradients for x (N, in), W (in, out) and b (out,), when grad (N, out) arrives at y."""
    return grad @ W.T, x.T @ grad, grad.mean(dim=0)


N, inputs, outputs = 4, 3, 2
x, W, b = torch.randn(N, inputs), torch.randn(inputs, outputs), torch.zeros(outputs)
grad = torch.randn(N, outputs)

for name, tensor, gradient in zip("xWb", (x, W, b), linear_backward(grad, x, W, b)):
    print(name, tuple(tensor.shape), "gradient", tuple(gradient.shape))
