# F19
import torch
import torch.nn as nn


class Backbone(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(nn.Linear(5, 12), nn.ReLU())
        self.fc = nn.Linear(12, classes)

    def forward(self, x):
        return self.fc(self.features(x))


model = Backbone(100)
opt = torch.optim.Adam(model.parameters(), lr=1e-2)
model.fc = nn.Linear(12, 4)
criterion = nn.CrossEntropyLoss()
for _ in range(8):
    x = torch.randn(16, 5)
    y = torch.randint(0, 4, (16,))
    opt.zero_grad()
    criterion(model(x), y).backward()
    opt.step()
