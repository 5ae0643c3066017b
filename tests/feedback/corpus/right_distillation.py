# right
import torch
from torch import nn
import torch.nn.functional as F
teacher = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3)).eval()
student = nn.Linear(4, 3)
opt = torch.optim.SGD(student.parameters(), lr=0.1)
T = 2.0
for _ in range(8):
    x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
    with torch.no_grad():
        soft = F.softmax(teacher(x) / T, dim=1)
    out = student(x)
    loss = F.kl_div(F.log_softmax(out / T, dim=1), soft, reduction="batchmean") * T * T + F.cross_entropy(out, y)
    opt.zero_grad()
    loss.backward()
    opt.step()
