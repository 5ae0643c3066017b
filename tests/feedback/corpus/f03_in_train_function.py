# F03
import torch
from torch import nn
def loss_of(model, batch):
    xs, ys = batch
    return nn.CrossEntropyLoss()(model(xs).softmax(dim=1), ys)
m = nn.Sequential(nn.Linear(3, 20), nn.Tanh(), nn.Linear(20, 5))
opt = torch.optim.Adam(m.parameters())
for _ in range(7):
    opt.zero_grad(); loss_of(m, (torch.randn(11, 3), torch.randint(5, (11,)))).backward(); opt.step()
