# F55
import torch
from torch import nn
model = nn.Linear(3, 1)
torch.save(model, "model.pt")
