# F67
import torch
from torch import nn
x = torch.randn(50, 2)
y = (x[:, :1] > 0).float()
for lr in [0.01, 0.1, 1.0]:
    model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(10):
        opt.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
        loss.backward()
        opt.step()
    print(lr, loss.item())
