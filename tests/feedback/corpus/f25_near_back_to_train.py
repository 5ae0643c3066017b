# right, near F25
import torch
from torch import nn
model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
x, y = torch.randn(48, 5), torch.randint(0, 3, (48,))
for epoch in range(6):
    model.train()
    for xb, yb in zip(x.split(8), y.split(8)):
        optimizer.zero_grad()
        criterion(model(xb), yb).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(epoch, criterion(model(x), y).item())
