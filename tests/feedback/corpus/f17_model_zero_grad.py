# F17
import torch
import torch.nn.functional as F
net = torch.nn.Linear(6, 1)
opt = torch.optim.Adam(net.parameters())
for batch in torch.randn(5, 10, 6):
    loss = F.l1_loss(net(batch), batch[:, :1])
    loss.backward()
    net.zero_grad()
    opt.step()
