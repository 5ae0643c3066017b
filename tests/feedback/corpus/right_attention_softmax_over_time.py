# right
import torch
from torch import nn


class Pool(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.score = nn.Linear(width, 1)
        self.out = nn.Linear(width, 2)

    def forward(self, x):                    # (batch, time, width)
        weights = torch.softmax(self.score(x), dim=1)
        return self.out((weights * x).sum(dim=1))


pool = Pool(6)
opt = torch.optim.Adam(pool.parameters(), lr=0.01)
for _ in range(6):
    x, y = torch.randn(9, 5, 6), torch.randint(0, 2, (9,))
    opt.zero_grad()
    nn.functional.cross_entropy(pool(x), y).backward()
    opt.step()
