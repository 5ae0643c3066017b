# F02
import torch

torch.manual_seed(0)
X = torch.randn(100, 1)
Y = 2 * X - 1
w = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for i in range(30):
    loss = ((X * w + b - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad
print(w.item(), b.item())
