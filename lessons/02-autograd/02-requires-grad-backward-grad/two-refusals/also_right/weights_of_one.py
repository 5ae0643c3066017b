import torch


def slopes(f, places):
    """The slope of f at each of the places, a list of numbers."""
    x = torch.tensor(places).double().requires_grad_()
    y = f(x)
    y.backward(torch.ones_like(y))
    return x.grad


try:
    print(slopes(lambda x: x**3, [1, 2, 3]))
except RuntimeError as error:
    print("It fails:", error)
