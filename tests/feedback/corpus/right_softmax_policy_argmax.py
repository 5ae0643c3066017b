# right
import torch
from torch import nn
net = nn.Linear(5, 4)
with torch.inference_mode():
    x = torch.randn(7, 5)
    probabilities = net(x).softmax(dim=1)
    confidence, label = probabilities.max(dim=1)
    top = probabilities.topk(2, dim=1)
    column_best = probabilities.argmax(dim=-1)
print(label, confidence, top.indices, column_best)
