# right, near F10
import torch
from torch import nn
model = nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(8, 2)
y = torch.randint(0, 2, (8, 1)).float()
for _ in range(5):
    loss = nn.BCEWithLogitsLoss()(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
