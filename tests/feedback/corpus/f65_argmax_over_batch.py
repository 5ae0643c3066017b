# F65
import torch
model = torch.nn.Linear(4, 3)
model.eval()
x, y = torch.randn(3, 4), torch.tensor([0, 1, 2])
with torch.no_grad():
    out = model(x)
    predicted = out.argmax(dim=0)
print((predicted == y).sum().item())
