# F59
import torch
from torch import nn
import torch.nn.functional as F
model = nn.Linear(4, 3)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(10, 4), torch.randint(0, 3, (10,))
for _ in range(5):
    log_probs = F.log_softmax(model(x), dim=0)
    loss = F.nll_loss(log_probs, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
