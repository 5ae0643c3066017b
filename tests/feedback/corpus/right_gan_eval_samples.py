# right
import torch
from torch import nn
G = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2)); D = nn.Linear(2, 1)
og, od = torch.optim.Adam(G.parameters()), torch.optim.Adam(D.parameters())
for it in range(8):
    z = torch.randn(10, 2)
    f = G(z)
    ld = nn.functional.softplus(-D(torch.randn(10, 2))).mean() + nn.functional.softplus(D(f.detach())).mean()
    od.zero_grad(); ld.backward(); od.step()
    lg = nn.functional.softplus(-D(f)).mean()
    og.zero_grad(); lg.backward(); og.step()
G.eval()
with torch.no_grad(): print(G(torch.randn(3, 2)))
