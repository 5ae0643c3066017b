# F49
import torch
model = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(opt)
for epoch in range(3):
    opt.zero_grad()
    model(torch.randn(4, 2)).mean().backward()
    opt.step()
    scheduler.step()
