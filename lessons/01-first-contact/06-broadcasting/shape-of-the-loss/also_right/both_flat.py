import torch


def mse(prediction, target):
    prediction, target = prediction.flatten(), target.flatten()
    if len(prediction) != len(target):
        raise ValueError("every prediction needs a target")
    return ((prediction - target) ** 2).mean()


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target).item())
