# F58
import torch
from torch import nn


class Forecast(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 8)
        self.head = nn.Linear(8, 1)

    def forward(self, x):          # x: (batch, time, 1)
        out, _ = self.lstm(x)
        return self.head(out[:, -1])


model = Forecast()
opt = torch.optim.Adam(model.parameters(), lr=0.01)
x = torch.randn(16, 10, 1)
y = x.mean(dim=1)
for _ in range(5):
    loss = nn.functional.mse_loss(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
