# F11
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
ds = TensorDataset(torch.randn(32, 6), torch.randint(0, 2, (32,)).reshape(-1, 1))
m = torch.nn.Linear(6, 2)
opt = torch.optim.SGD(m.parameters(), lr=0.01)
for xb, yb in DataLoader(ds, batch_size=8):
    loss = F.cross_entropy(m(xb), yb)
    opt.zero_grad()
    loss.backward()
    opt.step()
