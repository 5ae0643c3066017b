# F21
import torch
from torch import nn
net = nn.Linear(2, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
stats = {"loss": 0, "n": 0}
for _ in range(9):
    loss = nn.functional.cross_entropy(net(torch.randn(6, 2)), torch.randint(0, 2, (6,)))
    opt.zero_grad(); loss.backward(); opt.step()
    stats["loss"] += loss
    stats["n"] += 1
print(stats["loss"].item() / stats["n"])
