"""What turns many yes and no into a share?"""

import torch


def accuracy(logits, y):
    return (logits.argmax(dim=1) == y).float()


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
