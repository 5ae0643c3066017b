# F07
import torch
from torch import nn
torch.manual_seed(0)
x = torch.randn(30, 2)
y = 2 * x[:, 0] - x[:, 1]
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(25):
    p = model(x)
    loss = ((p - y) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(model.weight)
