# F58
import torch
from torch import nn
gru = nn.GRU(3, 6, batch_first=True)
head = nn.Linear(6, 2)
opt = torch.optim.SGD([*gru.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(20, 7, 3), torch.randint(0, 2, (20,))
for _ in range(4):
    out, h = gru(x.transpose(0, 1))
    logits = head(out[-1])
    loss = nn.functional.cross_entropy(logits, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
