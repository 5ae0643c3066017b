import torch


def mse(prediction, target):
    error = prediction.view(-1) - target.view(prediction.numel())
    return error @ error / len(error)


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target).item())
