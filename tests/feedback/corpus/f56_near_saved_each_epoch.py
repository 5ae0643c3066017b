# right, near F56
import torch
from torch import nn
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(4):
    x = torch.randn(12, 3)
    loss = (model(x) - x[:, :1]).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    state = {"epoch": epoch, "model": model.state_dict(), "optimizer": opt.state_dict()}
    torch.save(state, f"checkpoint{epoch}.pt")
