import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from tutor.data import glyphs


def fit(model, training, validation, epochs, lr=0.2):
    """Train with SGD; returns the accuracy on the validation batches after
    every epoch."""
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    accuracies = []
    model.train()
    for epoch in range(epochs):
        for images, labels in training:
            optimizer.zero_grad()
            loss = cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
        right = total = 0
        with torch.no_grad():
            for images, labels in validation:
                right += (model(images).argmax(dim=1) == labels).sum().item()
                total += len(labels)
        model.eval()
        accuracies.append(right / total)
    return accuracies


training = DataLoader(TensorDataset(*glyphs(600, noise=0.2)), batch_size=32, shuffle=True)
validation = DataLoader(TensorDataset(*glyphs(300, noise=0.2, seed=1)), batch_size=100)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))
print([round(accuracy, 2) for accuracy in fit(model, training, validation, epochs=8)])
