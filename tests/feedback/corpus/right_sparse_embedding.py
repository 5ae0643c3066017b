# right
import torch
from torch import nn
table = nn.Embedding(30, 4, sparse=True)
opt = torch.optim.SparseAdam(table.parameters(), lr=0.1)
for _ in range(6):
    loss = table(torch.randint(0, 30, (8,))).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
