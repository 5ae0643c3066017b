# right, near F57
import numpy as np
import torch
torch.save({"weights": torch.ones(2), "loss": float(np.float64(0.25))}, "c.pt")
print(torch.load("c.pt"))
