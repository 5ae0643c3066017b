"""b did not move"""

import torch

from tutor.data import line


def train(x, y, steps, learning_rate):
    """Fit y = w x + b by full-batch gradient descent; returns w and b."""
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    for _ in range(steps):
        prediction = w * x + b
        loss = ((prediction - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= learning_rate * w.grad
        w.grad = None
        b.grad = None
    return w, b


x, y = line(100)
w, b = train(x, y, steps=300, learning_rate=0.05)
print(f"y = {w.item():.2f} x {b.item():+.2f}")
