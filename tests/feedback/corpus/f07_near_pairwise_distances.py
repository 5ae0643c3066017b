# right, near F07
import torch
# All pairs on purpose: points in the plane are pulled to given distances.
points = torch.randn(6, 1, requires_grad=True)
wanted = torch.rand(6, 6)
opt = torch.optim.SGD([points], lr=0.05)
for _ in range(20):
    line = points.squeeze(1)
    distance = (line[:, None] - line[None, :]).abs()
    loss = ((distance - wanted) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
