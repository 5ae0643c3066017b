# F54
import torch
area = torch.randint(30, 200, (40, 1)).float()
rent = area * 0.01 + 0.3
lin = torch.nn.Linear(1, 1)
opt = torch.optim.Adam(lin.parameters(), lr=0.01)
for _ in range(10):
    opt.zero_grad()
    loss = torch.nn.functional.mse_loss(lin(area), rent)
    loss.backward()
    opt.step()
