# right, near F06
import torch
import torch.nn.functional as F
# A target of one number on purpose: every output is pulled to zero.
net = torch.nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(5):
    out = net(torch.randn(8, 3))
    loss = F.mse_loss(out, torch.zeros_like(out))
    opt.zero_grad()
    loss.backward()
    opt.step()
