import torch


def softmax(logits):
    """Probabilities of the same shape (N, K); each row sums to 1."""
    rows = []
    for row in logits:
        e = torch.exp(row - max(row.tolist()))
        rows.append(e / e.sum())
    return torch.stack(rows)


logits = torch.tensor([[2.0, 1.0, -1.0], [90.0, 89.0, 0.0]])
print(softmax(logits))
