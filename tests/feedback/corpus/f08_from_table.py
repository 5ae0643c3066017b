# F08
import torch
import torch.nn.functional as F
table = torch.cat([torch.randn(20, 3), torch.randint(0, 2, (20, 1))], dim=1)
features, target = table[:, :3], table[:, 3]
net = torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.ReLU(), torch.nn.Linear(6, 2))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    opt.zero_grad()
    F.cross_entropy(net(features), target).backward()
    opt.step()
