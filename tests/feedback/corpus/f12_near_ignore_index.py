# right, near F12
import torch
import torch.nn.functional as F
logits = torch.randn(5, 3, requires_grad=True)
target = torch.tensor([0, -100, 2, 1, -100])
loss = F.cross_entropy(logits, target)
loss.backward()
print(logits.grad)
