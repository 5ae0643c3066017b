# F27
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
ds = TensorDataset(torch.randn(60, 1, 8, 8), torch.randint(0, 2, (60,)))
tr, te = DataLoader(ds, 10, shuffle=True), DataLoader(ds, 30)
cnn = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))
o = torch.optim.SGD(cnn.parameters(), lr=.05)
for x, y in tr:
    o.zero_grad(); nn.functional.cross_entropy(cnn(x), y).backward(); o.step()
good = 0
with torch.no_grad():
    for x, y in te: good += (cnn(x).argmax(1) == y).sum().item()
print(good / 60)
