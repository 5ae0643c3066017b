# right
import torch
from torch import nn
model = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 4))
opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
sched = torch.optim.lr_scheduler.LinearLR(opt, start_factor=0.1, total_iters=5)
criterion = nn.CrossEntropyLoss()
micro, per_step = 4, 4
opt.zero_grad(set_to_none=True)
for i in range(24):
    x, y = torch.randn(micro, 8), torch.randint(0, 4, (micro,))
    (criterion(model(x), y) / per_step).backward()
    if (i + 1) % per_step == 0:
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        sched.step()
        opt.zero_grad(set_to_none=True)
