# right, near F13
import torch
import torch.nn.functional as F
net = torch.nn.Linear(5, 2)
adam = torch.optim.Adam(net.parameters())
for step in range(3):
    x, y = torch.randn(16, 5), torch.randint(0, 2, (16,))
    adam.zero_grad()
    F.cross_entropy(target=y, input=net(x)).backward()
    adam.step()
