def numeric_slope(f, x, h=1e-5):
    """The slope of f at x, by the central difference."""
    return (f(x + h) - f(x - h)) / (2 * h)


def descend(f, x, learning_rate, steps):
    """Where gradient descent on f ends, that many steps from x."""
    path = [x]
    while len(path) <= steps:
        slope = (f(path[-1] + 1e-4) - f(path[-1] - 1e-4)) / 2e-4
        path.append(path[-1] - learning_rate * slope)
    return path[-1]


def valley(x):
    return 0.5 * (x - 2) ** 2


for steps in (0, 1, 10, 100):
    print(steps, "steps:", descend(valley, 6.0, 0.1, steps))
