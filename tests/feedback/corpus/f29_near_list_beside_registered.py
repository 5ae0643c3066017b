# right, near F29
import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 1)
        self.order = [self.first, self.second]

    def forward(self, x):
        for layer in self.order:
            x = layer(x)
        return x


stack = Stack()
opt = torch.optim.SGD(stack.parameters(), lr=0.01)
for _ in range(5):
    opt.zero_grad()
    stack(torch.randn(4, 3)).square().mean().backward()
    opt.step()
