import torch


def softplus(x):
    """log(1 + exp(2 x)), element by element; x stays as it is."""
    x *= 2
    grown = x.exp()
    grown += 1
    return grown.log()


x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)

try:
    y = softplus(x)
    y.sum().backward()
    print(y.tolist(), x.grad)
except RuntimeError as error:
    print("It fails:", error)
