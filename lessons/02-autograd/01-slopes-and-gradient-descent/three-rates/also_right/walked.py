# The valley is f(x) = x², with the slope 2x. Every walk starts at x = 1.
# One step: x = x - learning_rate * slope


def walk(learning_rate, steps):
    x = 1.0
    for _ in range(steps):
        x = x - learning_rate * 2 * x
    return x


a = walk(0.1, 1)
b = walk(0.9, 1)
c = walk(1.1, 1)
d = max((0.1, 0.9, 1.1), key=lambda learning_rate: abs(walk(learning_rate, 50)))
e = walk(1, 100)
