import torch
from torch import nn


def make_mlp(sizes):
    """Linear layers along the sizes, with ReLU between them."""
    relu = nn.ReLU()
    model = nn.Sequential()
    for place in range(len(sizes) - 1):
        if place:
            model.append(relu)
        model.append(nn.Linear(sizes[place], sizes[place + 1]))
    return model


model = make_mlp([64, 32, 16, 10])
print(model)
