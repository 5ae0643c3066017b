# F50
import torch
from torch.nn.utils import clip_grad_value_
net = torch.nn.LSTM(2, 4, batch_first=True)
adam = torch.optim.Adam(net.parameters(), lr=0.01)
for i in range(5):
    out, _ = net(torch.randn(3, 6, 2))
    loss = out.pow(2).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    clip_grad_value_(net.parameters(), 0.5)
