# right, near F34
import torch
from torch import nn
device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.Linear(4, 2)
model.to(device)
x = torch.randn(8, 4)
x = x.to(device)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(3):
    opt.zero_grad()
    model(x).square().mean().backward()
    opt.step()
