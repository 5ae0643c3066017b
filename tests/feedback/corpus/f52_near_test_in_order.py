# right, near F52
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
x = torch.cat([torch.randn(40, 2) + 2, torch.randn(40, 2) - 2])
y = torch.cat([torch.zeros(40), torch.ones(40)]).long()
train = DataLoader(TensorDataset(x, y), batch_size=10, shuffle=True)
test = DataLoader(TensorDataset(x + 0.1, y), batch_size=10)
model = nn.Linear(2, 2)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    for xb, yb in train:
        opt.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        opt.step()
    model.eval()
    with torch.no_grad():
        print(sum((model(xb).argmax(1) == yb).sum().item() for xb, yb in test) / 80)
    model.train()
