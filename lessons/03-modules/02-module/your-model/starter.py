import torch
from torch import nn


class MyModel:
    """Two linear layers with a ReLU between them."""


try:
    model = MyModel(4, 8, 3)
    print(model)
    print(model(torch.rand(5, 4)).shape)
except TypeError as error:
    print("Not there yet:", error)
