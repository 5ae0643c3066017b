# right
import torch
from torch import nn
gen = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 2))
disc = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.3), nn.ReLU(), nn.Linear(8, 1))
og, od = torch.optim.RMSprop(gen.parameters(), lr=5e-5), torch.optim.RMSprop(disc.parameters(), lr=5e-5)
for i in range(10):
    for _ in range(2):
        with torch.no_grad():
            samples = gen(torch.randn(16, 3))
        critic = disc(samples).mean() - disc(torch.rand(16, 2)).mean()
        od.zero_grad()
        critic.backward()
        od.step()
        for p in disc.parameters():
            p.data.clamp_(-0.01, 0.01)
    og.zero_grad()
    (-disc(gen(torch.randn(16, 3))).mean()).backward()
    og.step()
