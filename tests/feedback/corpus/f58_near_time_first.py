# right, near F58
import torch
from torch import nn
lstm = nn.LSTM(1, 8)
head = nn.Linear(8, 1)
opt = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=0.01)
x = torch.randn(10, 16, 1)         # (time, batch, 1)
y = x.mean(dim=0)
for _ in range(5):
    out, _ = lstm(x)
    loss = nn.functional.mse_loss(head(out[-1]), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
