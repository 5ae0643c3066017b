# F69
import torch
from torch import nn
layers = [nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)]
model = nn.Sequential(layers)
