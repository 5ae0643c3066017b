import torch
from torch import nn

from tutor.data import glyphs

images, labels = glyphs(2000)
X = images.flatten(1)

model = nn.Sequential(
    nn.Linear(64, 64),
    nn.Sigmoid(),
    nn.Linear(64, 64),
    nn.Sigmoid(),
    nn.Linear(64, 64),
    nn.Sigmoid(),
    nn.Linear(64, 10),
)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)

for epoch in range(20):
    for batch in torch.randperm(2000).split(50):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(X[batch]), labels[batch])
        loss.backward()
        optimizer.step()

print(f"last loss {loss.item():.3f}")
