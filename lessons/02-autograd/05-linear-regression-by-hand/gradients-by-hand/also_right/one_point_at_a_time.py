import torch

from tutor.data import line


def gradients(w, b, x, y):
    """Gradients of ((w * x + b - y) ** 2).mean() with respect to w and b."""
    total_w = total_b = 0.0
    for x_i, y_i in zip(x.flatten().tolist(), y.flatten().tolist()):
        error = w * x_i + b - y_i
        total_w += 2 * error * x_i
        total_b += 2 * error
    return total_w / len(x), total_b / len(x)


x, y = line(100)
print(gradients(0.0, 0.0, x, y))
