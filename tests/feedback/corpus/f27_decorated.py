# F27
import torch
from torch import nn


class BN(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.Tanh(), nn.Linear(6, 1))

    def forward(self, x):
        return self.body(x)


@torch.no_grad()
def predict(model, x):
    return model(x)


model = BN()
opt = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for i in range(12):
    x = torch.randn(20, 4)
    loss = (model(x) - x.max(1, keepdim=True).values).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(predict(model, torch.randn(3, 4)))
