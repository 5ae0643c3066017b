"""returned None"""

import torch
from torch import nn


def make_model():
    """A stack of layers with the sizes 12, 20, 8, 4."""
    model = nn.Sequential(
        nn.Linear(12, 20),
        nn.ReLU(),
        nn.Linear(20, 8),
        nn.ReLU(),
        nn.Linear(8, 4),
    )


print(make_model())
