# right
import warnings
import torch
from torch import nn
warnings.filterwarnings("ignore")
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 1)).eval()
traced = torch.jit.trace(model, torch.randn(2, 3))
with torch.no_grad():
    print(torch.allclose(traced(torch.ones(1, 3)), model(torch.ones(1, 3))))
