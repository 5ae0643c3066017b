# F34
import torch
labels = torch.tensor([0.0, 1.0, 1.0])
labels.long()
print(labels.dtype)
