# F07
import torch
x = torch.rand(25, 1)
y = (4 * x + 1).squeeze()
w = torch.randn(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for _ in range(20):
    error = (x @ w + b - y).pow(2)
    loss = error.sum() / len(x)
    loss.backward()
    with torch.no_grad():
        w -= 0.001 * w.grad
        b -= 0.001 * b.grad
    w.grad = None
    b.grad = None
