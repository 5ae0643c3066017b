# F08
import torch
from torch import nn
model = nn.Linear(4, 3)
x = torch.randn(10, 4)
labels = torch.tensor([0., 1., 2., 0., 1., 2., 0., 1., 2., 0.])
loss = nn.CrossEntropyLoss()(model(x), labels)
loss.backward()
