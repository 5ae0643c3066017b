# right, near F64
import torch
from torch.utils.data import DataLoader, TensorDataset
model = torch.nn.Linear(3, 2)
model.eval()
loader = DataLoader(TensorDataset(torch.randn(50, 3), torch.randint(0, 2, (50,))), batch_size=16)
right = 0
with torch.no_grad():
    for x, y in loader:
        right += (model(x).argmax(1) == y).sum().item()
print(right / len(loader.dataset))
