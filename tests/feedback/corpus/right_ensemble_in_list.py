# right
import torch
from torch import nn
models = [nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 1)) for _ in range(3)]
optimizers = [torch.optim.Adam(m.parameters(), lr=0.02) for m in models]
x = torch.rand(30, 2)
y = x.sum(1, keepdim=True)
for _ in range(8):
    for model, opt in zip(models, optimizers):
        loss = nn.functional.mse_loss(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
with torch.no_grad():
    print(torch.stack([m(x) for m in models]).std(0).mean())
