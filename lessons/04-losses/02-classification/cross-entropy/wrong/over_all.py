"""divided by 4"""

import torch


def cross_entropy(logits, labels):
    """Mean of -log p over the rows; a tensor without axes."""
    log_p = torch.log_softmax(logits, dim=1)
    own = log_p[torch.arange(len(labels)), labels]
    return -own.sum() / logits.numel()


logits = torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([1, 1])
print(cross_entropy(logits, labels))
