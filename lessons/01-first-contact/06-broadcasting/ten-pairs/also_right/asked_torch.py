import torch


def together(left, right):
    try:
        return (torch.zeros(left) + torch.zeros(right)).shape
    except RuntimeError:
        return "error"


a = together((3, 1), (4,))
b = together((2, 3), (3,))
c = together((2, 3), (2,))
d = together((2, 3), (2, 1))
e = together((5, 1, 4), (3, 1))
f = together((32, 1), (32,))
g = together((4,), ())
h = together((64, 3, 8, 8), (3,))
i = together((64, 3, 8, 8), (3, 1, 1))
j = together((6, 4), (6, 4, 1))
