import torch


def relu(x):
    return x.clamp(min=0)


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))


def tanh(x):
    return 2 * sigmoid(2 * x) - 1


x = torch.tensor([-1000.0, -1.0, 0.0, 1.0, 1000.0])
print(relu(x))
print(sigmoid(x))
print(tanh(x))
