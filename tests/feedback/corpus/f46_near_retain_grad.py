# right, near F46
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x ** 2
y.retain_grad()
z = y * 3
z.backward()
print(y.grad, x.grad)
