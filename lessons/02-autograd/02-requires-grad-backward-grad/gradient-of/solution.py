import torch


def gradient(f, x):
    """The gradient of f at x, a tensor like x. x stays as it is."""
    place = x.clone().requires_grad_()
    f(place).backward()
    return place.grad


def bowl(p):
    return (p**2 * torch.tensor([1.0, 3.0])).sum()


print(gradient(bowl, torch.tensor([2.0, 1.0])))
