import torch
from torch import nn


def bars(n, seed):
    """Pictures of one bright row (label 0) or column (label 1) in noise:
    (n, 1, 8, 8) and (n,)."""
    generator = torch.Generator().manual_seed(seed)
    images = 0.5 * torch.randn(n, 1, 8, 8, generator=generator)
    labels = torch.randint(0, 2, (n,), generator=generator)
    places = torch.randint(0, 8, (n,), generator=generator)
    for image, label, place in zip(images[:, 0], labels, places):
        if label == 0:
            image[place] += 2
        else:
            image[:, place] += 2
    return images, labels


def in_batches(images, labels):
    return list(zip(images.split(32), labels.split(32)))


def make_model():
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.5), nn.Linear(32, 2))


def train(model, dataloader, criterion, optimizer, num_epochs):
    for epoch in range(num_epochs):
        for images, labels in dataloader:
            outputs = model(images).forward()
            loss = criterion(outputs, labels)
            loss.backward()
            optimizer.step()


def evaluate(model, dataloader):
    """The share of pictures that are told right."""
    right = total = 0
    with torch.no_grad():
        for images, labels in dataloader:
            outputs = model(images)
            right += (outputs.argmax(dim=1) == labels).sum().item()
            total += len(labels)
    return right / total


train_batches = in_batches(*bars(400, seed=0))
test_batches = in_batches(*bars(1000, seed=1))
model = make_model()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

try:
    for part in range(4):
        train(model, train_batches, nn.CrossEntropyLoss(), optimizer, num_epochs=5)
        print(f"after {5 * (part + 1)} epochs: {evaluate(model, test_batches):.1%} right")
except (AttributeError, RuntimeError) as error:
    print(f"It stops with {type(error).__name__}: {error}")
