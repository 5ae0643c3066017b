import torch


def linear_backward(grad, x, W, b):
    """For y = x @ W + b: the gradients for x, W and b, when grad arrives."""
    grad_W, grad_b = torch.zeros_like(W), torch.zeros_like(b)
    grad_x = torch.zeros_like(x)
    for i in range(len(x)):
        grad_W += torch.outer(x[i], grad[i])
        grad_b += grad[i]
        grad_x[i] = W @ grad[i]
    return grad_x, grad_W, grad_b


N, inputs, outputs = 4, 3, 2
x, W = torch.randn(N, inputs), torch.randn(inputs, outputs)
b = torch.zeros(outputs)
grad = torch.randn(N, outputs)

gradients = linear_backward(grad, x, W, b)
for name, t, gradient in zip("xWb", (x, W, b), gradients):
    print(name, tuple(t.shape), "gradient", tuple(gradient.shape))
