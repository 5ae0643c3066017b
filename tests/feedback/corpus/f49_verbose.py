# F49
import torch
model = torch.nn.Linear(2, 1)
opt = torch.optim.Adam(model.parameters())
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(opt, patience=2, verbose=True)
