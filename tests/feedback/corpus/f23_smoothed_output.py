# F23
import torch
from torch import nn
net = nn.Linear(2, 1)
sgd = torch.optim.SGD(net.parameters(), lr=1e-3)
average = torch.zeros(8, 1)
scale = torch.ones(1, requires_grad=True)
for i in range(8):
    average = 0.9 * average + 0.1 * scale * torch.randn(8, 1)
    loss = (net(torch.randn(8, 2)) - average).abs().mean()
    sgd.zero_grad()
    loss.backward(retain_graph=True)
    sgd.step()
