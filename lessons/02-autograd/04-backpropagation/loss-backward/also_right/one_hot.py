import torch


def cross_entropy_backward(scores, labels):
    """The gradient of cross_entropy(scores, labels) for the scores."""
    truth = torch.nn.functional.one_hot(labels, scores.shape[1])
    return (scores.softmax(dim=1) - truth) / scores.shape[0]


scores = torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
labels = torch.tensor([1, 1])
print(cross_entropy_backward(scores, labels))
