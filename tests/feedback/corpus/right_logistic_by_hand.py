# right
import torch
x = torch.randn(60, 2); y = (x.sum(1) > 0).float()
w, b = torch.zeros(2, requires_grad=True), torch.zeros((), requires_grad=True)
for i in range(20):
    p = torch.sigmoid(x @ w + b)
    loss = -(y * p.log() + (1 - y) * (1 - p).log()).mean()
    gw, gb = torch.autograd.grad(loss, (w, b))
    with torch.no_grad(): w -= gw; b -= gb
