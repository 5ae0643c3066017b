# right, near F49
import torch
model = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=1)
for epoch in range(6):
    loss = model(torch.ones(4, 2)).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    scheduler.step(loss.item())
