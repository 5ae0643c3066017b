# right, near F25
import torch
from torch import nn
# Without dropout and batch norm the mode makes no difference.
model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(48, 5), torch.randint(0, 3, (48,))
for epoch in range(6):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        model(x)
