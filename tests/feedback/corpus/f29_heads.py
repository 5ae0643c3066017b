# F29
import torch
from torch import nn


class MultiHead(nn.Module):
    def __init__(self, heads=3):
        super().__init__()
        self.shared = nn.Linear(6, 12)
        self.heads = [nn.Linear(12, 1) for _ in range(heads)]

    def forward(self, x):
        h = self.shared(x).tanh()
        return torch.cat([head(h) for head in self.heads], dim=1)


model = MultiHead()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(8):
    inputs = torch.randn(16, 6)
    loss = nn.functional.mse_loss(model(inputs), inputs[:, :3])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
