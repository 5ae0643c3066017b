"""the mean of each sample is not taken away"""

import torch
from torch import nn


class Scorer(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.layer = nn.Linear(inputs, outputs)

    def forward(self, x):
        return self.layer(x)


try:
    model = Scorer(4, 3)
    print(model(torch.rand(5, 4)).shape)
except AttributeError as error:
    print("It fails:", error)
