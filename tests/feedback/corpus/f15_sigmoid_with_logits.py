# F15
import torch
from torch import nn
model = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())
criterion = nn.BCEWithLogitsLoss()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(40, 2)
y = (x.prod(dim=1, keepdim=True) > 0).float()
for epoch in range(10):
    loss = criterion(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
