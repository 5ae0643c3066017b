# right, near F55
import torch
from torch import nn
model = nn.Linear(3, 1)
torch.save(model.state_dict(), "weights.pt")
other = nn.Linear(3, 1)
other.load_state_dict(torch.load("weights.pt", weights_only=True))
print(torch.equal(model.weight, other.weight))
