# F55
import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU())
torch.save(net, "net.pt")
again = torch.load("net.pt")
