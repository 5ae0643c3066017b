# F53
import torch
data = torch.randn(100, 3) * 5 + 2
data = (data - data.mean(0)) / data.std(0)
train, test = data[:80], data[80:]
print(train.shape, test.shape)
