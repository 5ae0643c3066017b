# right, near F53
import torch
data = torch.randn(100, 3) * 5 + 2
train, test = data[:80], data[80:]
mean, std = train.mean(0), train.std(0)
train = (train - mean) / std
test = (test - mean) / std
