import torch
from torch import nn

seen = []


def doubled(x):
    y = 2 * x
    seen.append(y.item())
    return y


doubled(torch.tensor(1.5))
a = seen == [3.0]

layer = nn.Linear(1, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
losses = []
for _ in range(20):
    optimizer.zero_grad()
    loss = (layer(torch.ones(4, 1)) ** 2).mean()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
b = not (losses[-1] < losses[0] and layer.weight.device.type == "cpu")

x = torch.tensor(3.0, requires_grad=True)
(x * x).backward()
c = x.grad.item() == 6.0

d = False

two = nn.Sequential(nn.Linear(2, 5), nn.Linear(5, 1))
p, q = torch.randn(2), torch.randn(2)
halfway = two((p + q) / 2)
e = not torch.allclose(halfway, (two(p) + two(q)) / 2, atol=1e-5)


def way(x):
    if x > 0:
        return "up"
    return "down"


f = way(torch.tensor(1.0)) != way(torch.tensor(-1.0))
