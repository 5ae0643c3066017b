# right
import torch
from torch import nn
embed = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))
opt = torch.optim.Adam(embed.parameters(), lr=1e-3)
triplet = nn.TripletMarginLoss(margin=0.5)
for _ in range(6):
    anchor = torch.randn(12, 8)
    loss = triplet(embed(anchor), embed(anchor + 0.1 * torch.randn(12, 8)), embed(torch.randn(12, 8)))
    opt.zero_grad()
    loss.backward()
    opt.step()
