import torch


def accuracy(logits, y):
    right = 0
    for scores, label in zip(logits.tolist(), y.tolist()):
        right += scores.index(max(scores)) == label
    return right / len(logits)


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
