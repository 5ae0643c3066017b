# F25
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
train = DataLoader(TensorDataset(torch.randn(48, 5), torch.randint(0, 3, (48,))), batch_size=8, shuffle=True)
val_x, val_y = torch.randn(20, 5), torch.randint(0, 3, (20,))
model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(4):
    for x, y in train:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        print(epoch, criterion(model(val_x), val_y).item())
