# right
import torch
from torch import nn
x = torch.linspace(-1, 1, 30).reshape(-1, 1)
y = torch.sin(3 * x)
model = nn.Sequential(nn.Linear(1, 10), nn.Tanh(), nn.Linear(10, 1))
optimizer = torch.optim.LBFGS(model.parameters(), max_iter=5)


def closure():
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    return loss


for _ in range(4):
    loss = optimizer.step(closure)
print(loss.item())
