import torch
from torch import nn

from tutor.data import glyphs

images, labels = glyphs(1000)
X = images.flatten(1)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 64)
        self.second = nn.Linear(64, 10)

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))


model = Classifier()
loss_function = nn.functional.cross_entropy
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for step in range(300):
    optimizer.zero_grad()
    loss = loss_function(model(X), labels)
    loss.backward()
    optimizer.step()

print(f"last loss {loss.item():.2f}")
