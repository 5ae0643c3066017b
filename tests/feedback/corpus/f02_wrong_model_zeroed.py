# F02
import torch
from torch import nn
encoder, decoder = nn.Linear(6, 3), nn.Linear(3, 6)
optimizer = torch.optim.SGD(list(encoder.parameters()) + list(decoder.parameters()), lr=0.01)
other = nn.Linear(2, 2)
for _ in range(10):
    other.zero_grad()
    batch = torch.randn(8, 6)
    loss = nn.functional.mse_loss(decoder(encoder(batch)), batch)
    loss.backward()
    optimizer.step()
