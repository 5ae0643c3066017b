# F45
import torch
X = torch.randn(20, 2)
t = X.sum(1)
weight = torch.zeros(2, requires_grad=True)
for epoch in range(4):
    loss = (X @ weight - t).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        weight = weight - 0.1 * weight.grad
