import torch


def confident_mistakes(logits, labels, k=9):
    """Positions of the k wrong predictions with the highest confidence, the
    most confident first."""


logits = torch.tensor([[4.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [9.0, 8.0, 4.0]])
labels = torch.tensor([0, 2, 2, 1])
print(confident_mistakes(logits, labels))
