# right, near F65
import torch
model = torch.nn.Linear(4, 3)
model.eval()
x, y = torch.randn(3, 4), torch.tensor([0, 1, 2])
with torch.no_grad():
    predicted = model(x).argmax(dim=1)
    best = model(x[0]).argmax(0)
print((predicted == y).sum().item(), best)
