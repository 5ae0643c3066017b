# right
import torch
from torch import nn
net = nn.Linear(1, 1); meta = torch.optim.Adam(net.parameters(), lr=.01)
for task in range(6):
    a = torch.rand(1); x = torch.randn(10, 1); y = a * x
    w = [p.clone() for p in net.parameters()]
    loss = ((x @ w[0].T + w[1] - y) ** 2).mean()
    g = torch.autograd.grad(loss, w, create_graph=True)
    fast = [p - 0.1 * q for p, q in zip(w, g)]
    outer = ((x @ fast[0].T + fast[1] - y) ** 2).mean()
    meta.zero_grad(); outer.backward(); meta.step()
