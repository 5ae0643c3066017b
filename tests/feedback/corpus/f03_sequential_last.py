# F03
import torch
from torch import nn
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(1))
opt = torch.optim.SGD(net.parameters(), 0.1)
criterion = torch.nn.CrossEntropyLoss()
inputs, labels = torch.rand(12, 4), torch.tensor([0, 1, 2] * 4)
for i in range(5):
    opt.zero_grad()
    l = criterion(net(inputs), labels)
    l.backward()
    opt.step()
