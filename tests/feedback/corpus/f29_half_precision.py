# F29
import torch
from torch import nn


class Chain(nn.Module):
    def __init__(self):
        super().__init__()
        self.steps = [nn.Linear(3, 3, dtype=torch.bfloat16) for _ in range(2)]
        self.last = nn.Linear(3, 1, dtype=torch.bfloat16)

    def forward(self, x):
        for step in self.steps:
            x = step(x).tanh()
        return self.last(x)


chain = Chain()
opt = torch.optim.SGD(chain.parameters(), lr=0.1)
for _ in range(5):
    loss = chain(torch.randn(4, 3, dtype=torch.bfloat16)).float().square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
