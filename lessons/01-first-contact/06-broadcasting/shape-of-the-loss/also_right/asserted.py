import torch


def mse(prediction, target):
    if target.ndim == 1:
        target = target[:, None]
    assert prediction.shape == target.shape, (prediction.shape, target.shape)
    return torch.nn.functional.mse_loss(prediction, target)


prediction = torch.tensor([[1.0], [2.0], [3.0]])
target = torch.tensor([1.0, 2.0, 3.0])
print("a perfect prediction has the loss", mse(prediction, target).item())
