# F23
import torch
from torch import nn
cell = nn.RNNCell(3, 5)
head = nn.Linear(5, 1)
opt = torch.optim.SGD([*cell.parameters(), *head.parameters()], lr=0.0001)
h = torch.zeros(4, 5)
for t in range(6):
    x = torch.randn(4, 3)
    h = cell(x, h)
    loss = head(h).pow(2).mean()
    grads = torch.autograd.grad(loss, head.parameters(), retain_graph=True)
    loss.backward(retain_graph=True)
    if t == 5:
        opt.step()
        opt.zero_grad()
print([g.shape for g in grads])
