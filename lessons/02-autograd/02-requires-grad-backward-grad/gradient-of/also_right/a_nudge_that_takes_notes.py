import torch


def gradient(f, x):
    """The gradient of f at x, a tensor like x. x stays as it is."""
    nudge = torch.zeros_like(x, requires_grad=True)
    f(x + nudge).backward()
    return nudge.grad


def bowl(p):
    return (p**2 * torch.tensor([1.0, 3.0])).sum()


print(gradient(bowl, torch.tensor([2.0, 1.0])))
