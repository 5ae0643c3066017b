# F60
import torch
from torch import nn
lstm = nn.LSTM(3, 4)
opt = torch.optim.Adam(lstm.parameters())
state = (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
for chunk in torch.randn(3, 6, 2, 3):
    out, state = lstm(chunk, state)
    loss = out.pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
