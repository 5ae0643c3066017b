# right, near F26
import torch
from torch import nn
# The gradient with respect to the input is wanted, so recording stays on.
net = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Dropout(0.5), nn.Linear(12, 2))
net.eval()
x = torch.randn(1, 6, requires_grad=True)
score = net(x)[0, 1]
score.backward()
print(x.grad.abs())
