import torch


def descend(f, start, learning_rate, steps):
    """Gradient descent on f from the number start; returns w."""
    w = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
    return w


def valley(w):
    return (w - 3) ** 2


try:
    print(descend(valley, 0.0, learning_rate=0.1, steps=50))
except (TypeError, RuntimeError) as error:
    print("It fails:", error)
