"""something was left on the CPU"""

import torch
from torch import nn

torch.manual_seed(0)
model = nn.Linear(2, 3)


def pick_device():
    """CUDA where it can be used, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def scores(points):
    """Three scores for each of the points, shape (n, 3), on the CPU."""
    device = pick_device()
    centre = torch.tensor([0.5, 0.25])
    model.to(device)
    points = points.to(device)
    return model(points - centre).cpu()


try:
    print(scores(torch.rand(4, 2)))
except (RuntimeError, AssertionError) as error:
    print("It fails:", error)
