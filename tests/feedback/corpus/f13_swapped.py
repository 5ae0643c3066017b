# F13
import torch
from torch import nn
criterion = nn.CrossEntropyLoss()
logits = nn.Linear(3, 4)(torch.randn(6, 3))
labels = torch.randint(0, 4, (6,))
loss = criterion(labels, logits)
loss.backward()
