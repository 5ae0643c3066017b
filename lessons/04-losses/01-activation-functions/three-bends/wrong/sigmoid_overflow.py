"""sigmoid of 1000 is nan"""

import torch


def relu(x):
    return x.clamp(min=0)


def sigmoid(x):
    return torch.exp(x) / (1 + torch.exp(x))


def tanh(x):
    return 2 / (1 + torch.exp(-2 * x)) - 1


x = torch.tensor([-1000.0, -1.0, 0.0, 1.0, 1000.0])
print(relu(x))
print(sigmoid(x))
print(tanh(x))
