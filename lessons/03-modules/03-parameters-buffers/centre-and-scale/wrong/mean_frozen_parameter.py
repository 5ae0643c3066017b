"""`mean` stands among the parameters"""

import torch
from torch import nn


class CentreAndScale(nn.Module):
    """Takes the mean of the data away and multiplies by a learned scale."""

    def __init__(self, data):
        super().__init__()
        self.mean = nn.Parameter(data.mean(dim=0), requires_grad=False)
        self.scale = nn.Parameter(torch.ones(data.shape[1]))

    def forward(self, x):
        return (x - self.mean) * self.scale


data = torch.tensor([[10.0, 200.0], [20.0, 400.0]])
layer = CentreAndScale(data)
print(layer(data))
print("parameters:", [name for name, _ in layer.named_parameters()])
print("buffers:   ", [name for name, _ in layer.named_buffers()])
