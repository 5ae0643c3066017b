# F45
import torch
x = torch.linspace(0, 1, 10)
y = 3 * x
w = torch.tensor(0.5, requires_grad=True)
for _ in range(5):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    w = w - 0.1 * w.grad
print(w)
