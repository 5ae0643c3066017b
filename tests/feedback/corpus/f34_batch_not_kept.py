# F34
import torch
from torch import nn
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Linear(4, 2).to(device)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
data = [(torch.randn(8, 4), torch.randint(0, 2, (8,))) for _ in range(4)]
for x, y in data:
    x.to(device)
    y.to(device)
    opt.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    opt.step()
