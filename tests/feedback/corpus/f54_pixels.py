# F54
import torch
from torch import nn
images = torch.randint(0, 256, (32, 1, 8, 8)).float()
labels = torch.randint(0, 10, (32,))
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
opt = torch.optim.SGD(model.parameters(), lr=1e-3)
for epoch in range(5):
    opt.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    opt.step()
