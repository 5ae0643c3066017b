"""the sizes of your model are 12, 20, 4"""

import torch
from torch import nn


def make_model():
    """A stack of layers with the sizes 12, 20, 8, 4."""
    return nn.Sequential(
        nn.Linear(12, 20),
        nn.ReLU(),
        nn.Linear(20, 4),
    )


try:
    print(make_model()(torch.rand(5, 12)).shape)
except RuntimeError as error:
    print("It fails:", error)
