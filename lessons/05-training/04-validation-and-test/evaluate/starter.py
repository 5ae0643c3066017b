import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from tutor.data import moons


def evaluate(model, loader):
    """(mean cross-entropy, accuracy) over all samples of the loader,
    measured in evaluation mode."""
    return 0.0, 0.0


loader = DataLoader(TensorDataset(*moons(100)), batch_size=32)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
print(evaluate(model, loader))
print("still in training mode:", model.training)
