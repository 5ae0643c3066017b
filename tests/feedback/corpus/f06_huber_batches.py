# F06
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
ds = TensorDataset(torch.randn(64, 5), torch.randn(64))
loader = DataLoader(ds, batch_size=16, shuffle=True)
reg = nn.Linear(5, 1)
sgd = torch.optim.SGD(reg.parameters(), lr=1e-2)
huber = nn.HuberLoss()
for epoch in range(2):
    for xb, yb in loader:
        sgd.zero_grad()
        huber(reg(xb), yb).backward()
        sgd.step()
