import torch


def slopes(f, places):
    """The slope of f at each of the places, a list of numbers."""
    found = []
    for place in places:
        x = torch.tensor(float(place), requires_grad=True)
        f(x).backward()
        found.append(x.grad)
    return torch.stack(found)


try:
    print(slopes(lambda x: x**3, [1, 2, 3]))
except RuntimeError as error:
    print("It fails:", error)
