# F14
import torch
import torch.nn.functional as F
logits = torch.randn(4, 3, requires_grad=True)
target = F.one_hot(torch.tensor([0, 2, 1, 1]), num_classes=3)
loss = F.cross_entropy(logits, target)
