"""Follow one sample on paper"""

import torch


def accuracy(logits, y):
    return (logits.gather(1, y[:, None]) > 0).float().mean().item()


logits = torch.tensor(
    [
        [0.2, 1.7, -0.4],
        [2.1, 0.3, 0.9],
        [-1.0, -0.2, -3.0],
        [0.1, 0.2, 0.9],
    ]
)
y = torch.tensor([1, 0, 0, 2])
print(accuracy(logits, y))
