# F52
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
x = torch.cat([torch.randn(40, 2) + 2, torch.randn(40, 2) - 2])
y = torch.cat([torch.zeros(40), torch.ones(40)]).long()
loader = DataLoader(TensorDataset(x, y), batch_size=10)
model = nn.Linear(2, 2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for xb, yb in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        opt.step()
