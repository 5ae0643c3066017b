# F01
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 1)

    def forward(self, x):
        return self.fc(x)


def predict(net, x):
    with torch.no_grad():
        y = net(x)
        return y.forward()


print(predict(Net(), torch.ones(2, 3)))
