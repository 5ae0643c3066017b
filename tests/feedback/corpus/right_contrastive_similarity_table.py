# right
import torch
from torch import nn
import torch.nn.functional as F
image_net, text_net = nn.Linear(10, 6), nn.Linear(7, 6)
params = list(image_net.parameters()) + list(text_net.parameters())
opt = torch.optim.Adam(params, lr=1e-2)
for _ in range(5):
    a = F.normalize(image_net(torch.randn(8, 10)), dim=1)
    b = F.normalize(text_net(torch.randn(8, 7)), dim=1)
    logits = a @ b.T / 0.1
    labels = torch.arange(8)
    loss = (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2
    opt.zero_grad()
    loss.backward()
    opt.step()
