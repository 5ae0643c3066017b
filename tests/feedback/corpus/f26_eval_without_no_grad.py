# F26
import torch
from torch import nn
model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.1), nn.Linear(8, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(4):
    model.train()
    x = torch.randn(20, 3)
    loss = nn.functional.mse_loss(model(x), x[:, :1])
    opt.zero_grad()
    loss.backward()
    opt.step()
    model.eval()
    val = torch.randn(10, 3)
    val_loss = nn.functional.mse_loss(model(val), val[:, :1])
    print(val_loss.item())
