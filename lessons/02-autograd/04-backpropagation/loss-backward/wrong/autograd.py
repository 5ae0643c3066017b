"""Your code asks autograd"""

import torch


def cross_entropy_backward(scores, labels):
    """The gradient of cross_entropy(scores, labels) for the scores."""
    scores = scores.clone().requires_grad_()
    torch.nn.functional.cross_entropy(scores, labels).backward()
    return scores.grad


scores = torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([1, 1])
print(cross_entropy_backward(scores, labels))
