# F37
import numpy as np
import torch
x = torch.from_numpy(np.random.rand(6, 3))
model = torch.nn.Linear(3, 1)
print(model(x))
