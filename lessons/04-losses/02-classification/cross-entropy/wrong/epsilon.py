"""a small number"""

import torch


def cross_entropy(logits, labels):
    """Mean of -log p over the rows; a tensor without axes."""
    log_p = torch.log(torch.softmax(logits, dim=1) + 1e-8)
    own = log_p[torch.arange(len(labels)), labels]
    return -own.mean()


logits = torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([1, 1])
print(cross_entropy(logits, labels))
