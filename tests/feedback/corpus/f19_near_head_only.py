# right, near F19
import torch
from torch import nn
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 10))
net[2] = nn.Linear(16, 3)
# Only the head is trained; the rest stays as it is.
optimizer = torch.optim.SGD(net[2].parameters(), lr=0.05)
x, y = torch.randn(40, 8), torch.randint(0, 3, (40,))
for epoch in range(10):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
