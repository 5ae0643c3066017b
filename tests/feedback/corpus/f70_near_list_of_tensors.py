# right, near F70
import torch
w = torch.zeros(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(3):
    opt.zero_grad()
    (w - 1).square().sum().backward()
    opt.step()
print(w)
