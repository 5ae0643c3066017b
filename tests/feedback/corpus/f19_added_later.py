# F19
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 6)
        self.classifier = nn.Linear(6, 10)
    def forward(self, x):
        return self.classifier(self.body(x).relu())
net = Net()
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
net.classifier = nn.Sequential(nn.Dropout(0.1), nn.Linear(6, 2))
for epoch in range(6):
    net.train()
    optimizer.zero_grad()
    criterion(net(torch.randn(12, 4)), torch.randint(0, 2, (12,))).backward()
    optimizer.step()
