# right, near F06
import torch
from torch import nn
x = torch.randn(50, 3)
y = x.sum(dim=1).unsqueeze(1)
model = nn.Linear(3, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for epoch in range(20):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
