# F64
import torch
from torch.utils.data import DataLoader, TensorDataset
net = torch.nn.Linear(2, 2).eval()
test_loader = DataLoader(TensorDataset(torch.randn(33, 2), torch.randint(0, 2, (33,))), 8)
total_acc = 0
with torch.no_grad():
    for x, y in test_loader:
        acc = (net(x).argmax(1) == y).float().mean()
        total_acc += acc
print(total_acc / len(test_loader))
