# right, near F05
import torch
import torch.nn.functional as F
lin = torch.nn.Linear(2, 3)
opt = torch.optim.Adam(lin.parameters())
pts = torch.randn(90, 2)
cls = (pts[:, 0] > 0).long() + (pts[:, 1] > 0).long()
for k in range(12):
    p = torch.softmax(lin(pts), 1)
    loss = F.nll_loss(torch.log(p), cls)
    opt.zero_grad()
    loss.backward()
    opt.step()
