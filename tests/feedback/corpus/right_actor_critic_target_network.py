# right
import copy
import torch
from torch import nn
q = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 2))
target = copy.deepcopy(q)
opt = torch.optim.Adam(q.parameters(), lr=1e-3)
for step in range(15):
    s, a = torch.randn(20, 3), torch.randint(0, 2, (20, 1))
    r, s2 = torch.randn(20, 1), torch.randn(20, 3)
    with torch.no_grad():
        wanted = r + 0.9 * target(s2).max(dim=1, keepdim=True).values
    loss = nn.functional.smooth_l1_loss(q(s).gather(1, a), wanted)
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        for old, new in zip(target.parameters(), q.parameters()):
            old.mul_(0.95).add_(0.05 * new)
