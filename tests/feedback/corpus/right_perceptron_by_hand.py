# right
import torch
torch.manual_seed(0)
points = torch.randn(60, 2)
side = torch.where(points[:, 0] > points[:, 1], 1.0, -1.0)
w, b = torch.zeros(2), torch.zeros(1)
for sweep in range(5):
    wrong = 0
    for p, s in zip(points, side):
        if s * (p @ w + b) <= 0:
            w += s * p
            b += s
            wrong += 1
    print(sweep, wrong)
