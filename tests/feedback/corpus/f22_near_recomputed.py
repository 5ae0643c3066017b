# right, near F22
import torch
model = torch.nn.Linear(3, 1)
x = torch.randn(4, 3)
for _ in range(2):
    loss = (model(x) ** 2).mean()
    model.zero_grad()
    loss.backward()
