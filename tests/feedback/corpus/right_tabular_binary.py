# right
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler
torch.manual_seed(2)
x = torch.randn(120, 5)
y = (x[:, 0] + x[:, 1] > 1.2).float()
weights = torch.where(y == 1, 5.0, 1.0)
loader = DataLoader(TensorDataset(x, y), batch_size=20, sampler=WeightedRandomSampler(weights, 120))
net = nn.Sequential(nn.Linear(5, 10), nn.ReLU(), nn.Linear(10, 1), nn.Flatten(0))
opt = torch.optim.Adam(net.parameters(), lr=0.01)
criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0))
for epoch in range(3):
    for xb, yb in loader:
        opt.zero_grad()
        criterion(net(xb), yb).backward()
        opt.step()
with torch.no_grad():
    print((torch.sigmoid(net(x)) > 0.5).float().mean())
