# F05
import torch
from torch import nn
model = nn.Sequential(nn.Linear(6, 5), nn.Softmax(dim=1))
loss_fn = nn.NLLLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
x = torch.randn(40, 6)
y = torch.randint(0, 5, (40,))
for epoch in range(8):
    loss = loss_fn(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
