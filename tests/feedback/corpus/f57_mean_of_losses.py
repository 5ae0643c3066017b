# F57
import numpy as np
import torch
model = torch.nn.Linear(2, 1)
losses = [0.5, 0.4, 0.3]
torch.save({"model": model.state_dict(), "mean": np.mean(losses)}, "checkpoint.pt")
checkpoint = torch.load("checkpoint.pt")
