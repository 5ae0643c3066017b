# right
import torch
from torch import nn


def make():
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)


def step(model, opt, x):
    loss = (model(x) - x.mean(1, keepdim=True)).abs().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss.item()


model, opt = make()
for epoch in range(3):
    last = step(model, opt, torch.randn(10, 4))
    torch.save({"model": model.state_dict(), "opt": opt.state_dict(), "epoch": epoch, "loss": last}, "ck.pt")
again, opt2 = make()
ck = torch.load("ck.pt", weights_only=True)
again.load_state_dict(ck["model"])
opt2.load_state_dict(ck["opt"])
for epoch in range(ck["epoch"] + 1, 6):
    step(again, opt2, torch.randn(10, 4))
