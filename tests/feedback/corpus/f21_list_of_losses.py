# F21
import torch
net = torch.nn.Linear(3, 1)
opt = torch.optim.Adam(net.parameters())
losses = []
for i in range(10):
    out = net(torch.randn(5, 3))
    loss = (out ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    losses.append(loss)
print(sum(losses).item())
