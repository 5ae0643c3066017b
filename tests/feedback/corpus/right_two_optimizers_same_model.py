# right
import torch
from torch import nn
net = nn.Sequential(nn.Embedding(10, 6), nn.Flatten(), nn.Linear(18, 2))
slow = torch.optim.SGD(net[0].parameters(), lr=0.01)
fast = torch.optim.Adam(net[2].parameters(), lr=0.01)
for _ in range(8):
    x, y = torch.randint(0, 10, (5, 3)), torch.randint(0, 2, (5,))
    loss = nn.functional.cross_entropy(net(x), y)
    slow.zero_grad()
    fast.zero_grad()
    loss.backward()
    slow.step()
    fast.step()
