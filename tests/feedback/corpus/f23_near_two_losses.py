# right, near F23
import torch
net = torch.nn.Linear(3, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(4):
    out = net(torch.randn(4, 3))
    first, second = out[:, 0].pow(2).mean(), out[:, 1].abs().mean()
    opt.zero_grad()
    first.backward(retain_graph=True)
    second.backward()
    opt.step()
