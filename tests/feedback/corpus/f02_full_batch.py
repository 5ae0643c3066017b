# F02
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1)
x = torch.linspace(-1, 1, 50).unsqueeze(1)
y = 3 * x + 0.5
model = nn.Linear(1, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(40):
    loss = F.mse_loss(model(x), y)
    loss.backward()
    opt.step()
print(loss.item())
