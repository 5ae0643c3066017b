"""stayed at"""

import torch

from tutor.data import line

x, y = line(100)
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

for step in range(300):
    # 1. forward pass
    prediction = w * x + b
    # 2. loss
    loss = ((prediction - y) ** 2).mean()
    # 3. backward pass
    loss.backward()
    w.grad.zero_()
    b.grad.zero_()
    # 4. update
    with torch.no_grad():
        w -= 0.1 * w.grad
        b -= 0.1 * b.grad

print(f"y = {w.item():.2f} x {b.item():+.2f}")
