# right
import torch
from torch import nn
inner, outer = nn.Embedding(20, 5), nn.Embedding(20, 5)
opt = torch.optim.SparseAdam(list(nn.Embedding(2, 2, sparse=True).parameters()), lr=0.1)
opt = torch.optim.Adam([*inner.parameters(), *outer.parameters()], lr=0.05)
for _ in range(10):
    word, near, far = torch.randint(0, 20, (3, 16))
    good = (inner(word) * outer(near)).sum(1)
    bad = (inner(word) * outer(far)).sum(1)
    loss = -(nn.functional.logsigmoid(good) + nn.functional.logsigmoid(-bad)).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
