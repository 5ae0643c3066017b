# F60
import torch
from torch import nn
rnn = nn.RNN(2, 4, batch_first=True)
head = nn.Linear(4, 1)
opt = torch.optim.SGD([*rnn.parameters(), *head.parameters()], lr=0.01)
hidden = None
for step in range(4):
    x = torch.randn(3, 5, 2)
    out, hidden = rnn(x, hidden)
    loss = head(out).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
