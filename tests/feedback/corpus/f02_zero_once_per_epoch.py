# F02
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
loader = DataLoader(data, batch_size=8, shuffle=True)
net = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)

for epoch in range(3):
    optimizer.zero_grad()
    for inputs, targets in loader:
        out = net(inputs)
        loss = criterion(out, targets)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())
