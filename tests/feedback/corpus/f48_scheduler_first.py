# F48
import torch
from torch import nn
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(opt, step_size=5)
x = torch.randn(10, 2)
for epoch in range(6):
    scheduler.step()
    loss = model(x).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
