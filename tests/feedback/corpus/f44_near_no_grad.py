# right, near F44
import torch
w = torch.ones(3, requires_grad=True)
for _ in range(3):
    loss = (w * 2).pow(2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        w.grad.zero_()
