# F05
import torch
import torch.nn.functional as F
torch.manual_seed(3)
lin = torch.nn.Linear(2, 3)
opt = torch.optim.Adam(lin.parameters())
pts = torch.randn(90, 2)
cls = (pts[:, 0] > 0).long() + (pts[:, 1] > 0).long()
for k in range(12):
    p = torch.softmax(lin(pts), 1)
    loss = F.nll_loss(p, cls)
    opt.zero_grad()
    loss.backward()
    opt.step()
