import torch


def softmax(logits):
    """Probabilities of the same shape (N, K); each row sums to 1."""
    largest = logits.amax(dim=1, keepdim=True)
    e = torch.exp(logits - largest)
    return e / e.sum(dim=1, keepdim=True)


logits = torch.tensor([[2.0, 1.0, -1.0], [90.0, 89.0, 0.0]])
print(softmax(logits))
