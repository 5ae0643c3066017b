# F09
import numpy as np
import torch
from torch import nn
rng = np.random.default_rng(0)
x = torch.from_numpy(rng.normal(size=(12, 5)).astype("float32"))
y = torch.from_numpy(rng.integers(0, 3, size=12, dtype=np.int32))
clf = nn.Linear(5, 3)
print(nn.CrossEntropyLoss()(clf(x), y))
