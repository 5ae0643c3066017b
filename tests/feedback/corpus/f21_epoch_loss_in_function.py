# F21
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_one_epoch(model, loader, optimizer):
    epoch_loss = 0.0
    for inputs, labels in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        epoch_loss = epoch_loss + loss
    return epoch_loss / len(loader)


data = DataLoader(TensorDataset(torch.randn(60, 3), torch.randint(0, 2, (60,))), batch_size=6, shuffle=True)
net = nn.Linear(3, 2)
sgd = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(2):
    print(float(train_one_epoch(net, data, sgd)))
