# F17
import torch
w = torch.ones(2, requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for _ in range(6):
    loss = (w * torch.tensor([1.0, 3.0])).pow(2).sum()
    loss.backward()
    opt.zero_grad(set_to_none=False)
    opt.step()
print(w)
