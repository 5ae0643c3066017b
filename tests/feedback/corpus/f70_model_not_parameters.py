# F70
import torch
model = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(model, lr=0.1)
