import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from tutor.data import glyphs


def make_model():
    """A network for pictures of shape (N, 1, 28, 28): ten scores each, at
    most 200,000 parameters."""


def train(model, images, labels):
    """Train the model on the pictures, in shuffled batches."""


images, labels = glyphs(6000, size=28, noise=0.3)
model = make_model()
train(model, images, labels)
