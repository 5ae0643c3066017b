# F64
import torch
from torch.utils.data import DataLoader, TensorDataset
model = torch.nn.Linear(3, 2)
model.eval()
loader = DataLoader(TensorDataset(torch.randn(50, 3), torch.randint(0, 2, (50,))), batch_size=16)
accuracy = 0.0
with torch.no_grad():
    for x, y in loader:
        accuracy += (model(x).argmax(1) == y).float().mean().item()
print(accuracy / len(loader))
