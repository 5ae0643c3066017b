import torch
from torch.nn.functional import cross_entropy

x = torch.randn(32, 8)
W1, W2, W3 = torch.randn(8, 16), torch.randn(16, 12), torch.randn(12, 5)
b1, b2, b3 = torch.zeros(16), torch.zeros(12), torch.zeros(5)
for t in (x, W1, W2, W3, b1, b2, b3):
    t.requires_grad_()

h1 = (x @ W1 + b1).relu()
h2 = (h1 @ W2 + b2).relu()
scores = h2 @ W3 + b3
loss = cross_entropy(scores, torch.zeros(32, dtype=torch.int64))
for t in (loss, scores, h2):
    t.retain_grad()
loss.backward()

a, b, c, d, e, f, g = (t.grad.shape for t in (loss, scores, W3, h2, b2, W1, x))
