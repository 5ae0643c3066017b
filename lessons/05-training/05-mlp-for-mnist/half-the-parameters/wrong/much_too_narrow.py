"""it should be at least 92 %"""

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from tutor.data import glyphs

HIDDEN = 6
EPOCHS = 10
BATCH_SIZE = 64
LEARNING_RATE = 0.3

images, labels = glyphs(6000, size=28, noise=0.3)
loader = DataLoader(TensorDataset(images, labels), batch_size=BATCH_SIZE, shuffle=True)

model = nn.Sequential(nn.Flatten(), nn.Linear(784, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)

for epoch in range(EPOCHS):
    for batch_images, batch_labels in loader:
        optimizer.zero_grad()
        loss = cross_entropy(model(batch_images), batch_labels)
        loss.backward()
        optimizer.step()

val_images, val_labels = glyphs(1000, size=28, noise=0.3, seed=1)
with torch.no_grad():
    accuracy = (model(val_images).argmax(dim=1) == val_labels).float().mean()
total = sum(parameter.numel() for parameter in model.parameters())
print(f"{total:,} parameters, {accuracy:.1%} of the validation digits right")
