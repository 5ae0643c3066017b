import torch


def linear_backward(grad, x, W, b):
    """For y = x @ W + b: the gradients for x (N, in), W (in, out) and b (out,), when grad (N, out) arrives at y."""
    grad_W, grad_b = torch.zeros_like(W), torch.zeros_like(b)
    grad_x = torch.zeros_like(x)
    for i in range(len(x)):
        grad_W += torch.outer(x[i], grad[i])
        grad_b += grad[i]
        grad_x[i] = W @ grad[i]
    return grad_x, grad_W, grad_b


N, inputs, outputs = 4, 3, 2
x, W, b = torch.randn(N, inputs), torch.randn(inputs, outputs), torch.zeros(outputs)
grad = torch.randn(N, outputs)

for name, tensor, gradient in zip("xWb", (x, W, b), linear_backward(grad, x, W, b)):
    print(name, tuple(tensor.shape), "gradient", tuple(gradient.shape))
