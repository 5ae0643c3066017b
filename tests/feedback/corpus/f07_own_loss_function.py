# F07
import torch


def mean_absolute_error(prediction, target):
    return (prediction - target).abs().mean()


X = torch.randn(18, 4)
target = X @ torch.ones(4, 1)
layer = torch.nn.Linear(4, 1)
optimizer = torch.optim.Adam(layer.parameters(), lr=0.1)
for _ in range(10):
    prediction = layer(X).flatten()
    loss = mean_absolute_error(prediction, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
