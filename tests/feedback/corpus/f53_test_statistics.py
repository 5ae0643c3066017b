# F53
import torch
X_train, X_test = torch.randn(80, 3) * 4, torch.randn(20, 3) * 4
X_train = (X_train - X_train.mean(0)) / X_train.std(0)
X_test = (X_test - X_test.mean(0)) / X_test.std(0)
