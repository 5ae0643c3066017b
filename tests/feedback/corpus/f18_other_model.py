# F18
import torch
from torch import nn
old = nn.Linear(4, 2)
optimizer = torch.optim.SGD(old.parameters(), lr=0.1)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
x, y = torch.randn(20, 4), torch.randint(0, 2, (20,))
for _ in range(8):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
