# right, near F42
import torch
row = torch.arange(24)
grid = row.reshape(2, 3, 4)
back = grid.reshape(24)
print((row == back).all())
