# right, near F03
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(4, 3)
criterion = nn.CrossEntropyLoss()
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(24, 4), torch.randint(0, 3, (24,))
for _ in range(10):
    logits = model(x)
    loss = criterion(logits, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
with torch.no_grad():
    probabilities = torch.softmax(model(x), dim=1)
print(probabilities.sum(dim=1)[:3])
