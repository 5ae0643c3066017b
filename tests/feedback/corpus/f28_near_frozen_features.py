# right, near F28
import torch
from torch import nn
backbone, head = nn.Linear(5, 8), nn.Linear(8, 2)
opt = torch.optim.Adam(head.parameters())
x, y = torch.randn(10, 5), torch.randint(0, 2, (10,))
for _ in range(4):
    with torch.no_grad():
        features = backbone(x)
    loss = nn.functional.cross_entropy(head(features), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
