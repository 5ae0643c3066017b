# F15
import torch
import torch.nn.functional as F
w = torch.zeros(3, requires_grad=True)
x = torch.randn(50, 3); t = (x @ torch.ones(3) > 0).float()
opt = torch.optim.SGD([w], lr=1.)
for _ in range(9):
    p = (x @ w).sigmoid()
    loss = F.binary_cross_entropy_with_logits(p, t)
    opt.zero_grad(); loss.backward(); opt.step()
