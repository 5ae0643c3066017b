# right, near F14
import torch
import torch.nn.functional as F
logits = torch.randn(4, 3, requires_grad=True)
target = torch.tensor([[0.9, 0.1, 0.0], [0.0, 0.2, 0.8], [0.1, 0.8, 0.1], [0.3, 0.4, 0.3]])
loss = F.cross_entropy(logits, target)
loss.backward()
