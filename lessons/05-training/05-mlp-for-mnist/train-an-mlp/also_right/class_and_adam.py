import torch
from torch import nn
from torch.nn.functional import cross_entropy

from tutor.data import glyphs


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(784, 160)
        self.second = nn.Linear(160, 64)
        self.last = nn.Linear(64, 10)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        x = torch.tanh(self.first(x.reshape(len(x), 784) - 0.2))
        return self.last(self.dropout(torch.relu(self.second(x))))


def make_model():
    """A network for pictures of shape (N, 1, 28, 28): ten scores each, at most 200,000 parameters."""
    return Network()


def train(model, images, labels):
    """Train the model on the pictures, in shuffled batches."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    model.train()
    for epoch in range(8):
        for chosen in torch.randperm(len(images)).split(50):
            loss = cross_entropy(model(images[chosen]), labels[chosen])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()


images, labels = glyphs(6000, size=28, noise=0.3)
model = make_model()
train(model, images, labels)
