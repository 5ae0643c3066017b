# right
import torch
from torch import nn
from tutor import log
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(20):
    x = torch.randn(16, 2)
    loss = nn.functional.mse_loss(model(x), x.sum(1, keepdim=True))
    opt.zero_grad()
    loss.backward()
    opt.step()
    log(loss=loss, epoch=epoch)
