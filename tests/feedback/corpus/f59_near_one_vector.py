# right, near F59
import torch
scores = torch.tensor([2.0, 1.0, 0.1])
print(torch.softmax(scores, dim=0))
model = torch.nn.Linear(4, 3)
print(torch.softmax(model(torch.randn(6, 4)), dim=1))
