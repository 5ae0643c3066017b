# F25
import torch
from torch import nn


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 10), nn.BatchNorm1d(10), nn.ReLU(), nn.Linear(10, 1))

    def forward(self, x):
        return self.net(x)


def validate(model, x):
    model.eval()
    with torch.no_grad():
        return model(x).mean().item()


small = Small()
opt = torch.optim.SGD(small.parameters(), lr=0.02)
small.train()
for step in range(20):
    x = torch.randn(16, 6)
    loss = nn.functional.l1_loss(small(x), x[:, :1])
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 5 == 4:
        validate(small, torch.randn(8, 6))
