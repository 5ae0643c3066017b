"""the sum of 2 batches"""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from tutor.data import glyphs


def make_model():
    """A network for pictures of shape (N, 1, 28, 28): ten scores each, at most 200,000 parameters."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def train(model, images, labels):
    """Train the model on the pictures, in shuffled batches."""
    loader = DataLoader(TensorDataset(images, labels), batch_size=64, shuffle=True)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    for epoch in range(5):
        optimizer.zero_grad()
        for batch_images, batch_labels in loader:
            loss = loss_function(model(batch_images), batch_labels)
            loss.backward()
            optimizer.step()


images, labels = glyphs(6000, size=28, noise=0.3)
model = make_model()
train(model, images, labels)
