import torch
from torch.nn.functional import cross_entropy

x = torch.randn({{n}}, {{features}})
W1, W2, W3 = (
    torch.randn({{features}}, {{wide}}),
    torch.randn({{wide}}, {{narrow}}),
    torch.randn({{narrow}}, {{classes}}),
)
b1, b2, b3 = torch.zeros({{wide}}), torch.zeros({{narrow}}), torch.zeros({{classes}})
for t in (x, W1, W2, W3, b1, b2, b3):
    t.requires_grad_()

h1 = (x @ W1 + b1).relu()
h2 = (h1 @ W2 + b2).relu()
scores = h2 @ W3 + b3
loss = cross_entropy(scores, torch.zeros({{n}}, dtype=torch.int64))
for t in (loss, scores, h2):
    t.retain_grad()
loss.backward()

a, b, c, d, e, f, g = (t.grad.shape for t in (loss, scores, W3, h2, b2, W1, x))
