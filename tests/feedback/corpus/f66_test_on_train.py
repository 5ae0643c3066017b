# F66
import torch
from torch import nn


def accuracy(model, x, y):
    model.eval()
    with torch.no_grad():
        return (model(x).argmax(1) == y).float().mean().item()


x_train, y_train = torch.randn(40, 3), torch.randint(0, 2, (40,))
net = nn.Linear(3, 2)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(10):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x_train), y_train).backward()
    opt.step()
test_accuracy = accuracy(net, x_train, y_train)
print(test_accuracy)
