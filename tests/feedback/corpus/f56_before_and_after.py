# F56
import torch
model = torch.nn.Linear(2, 2)
before = model.state_dict()
opt = torch.optim.SGD(model.parameters(), lr=1.0)
for _ in range(3):
    opt.zero_grad()
    model(torch.ones(1, 2)).sum().backward()
    opt.step()
after = model.state_dict()
print("changed:", (before["weight"] - after["weight"]).abs().sum().item())
