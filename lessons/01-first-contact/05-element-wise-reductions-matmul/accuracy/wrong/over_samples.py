"""which axis does your `argmax` let go?"""

import torch


def accuracy(logits, y):
    return (logits.argmax(dim=0) == y).float().mean().item()


logits = torch.tensor([[0.2, 1.7, -0.4], [2.1, 0.3, 0.9], [-1.0, -0.2, -3.0]])
y = torch.tensor([1, 0, 0])
print(accuracy(logits, y))
