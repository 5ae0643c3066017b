import torch


def cross_entropy(logits, labels):
    """Mean of -log p over the rows; a tensor without axes."""
    total = 0
    for row, label in zip(logits, labels):
        total = total + torch.logsumexp(row, dim=0) - row[label]
    return total / len(labels)


logits = torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([1, 1])
print(cross_entropy(logits, labels))
