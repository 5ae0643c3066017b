# F56
import torch
from torch import nn
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
best_loss = float("inf")
for epoch in range(10):
    x = torch.randn(12, 3)
    loss = (model(x) - x[:, :1]).square().mean()
    if loss.item() < best_loss:
        best_loss = loss.item()
        best = model.state_dict()
    opt.zero_grad()
    loss.backward()
    opt.step()
model.load_state_dict(best)
