"""Is the new x kept?"""


def numeric_slope(f, x, h=1e-5):
    """The slope of f at x, by the central difference."""
    return (f(x + h) - f(x - h)) / (2 * h)


def descend(f, x, learning_rate, steps):
    """Where gradient descent on f ends, that many steps from x."""
    for _ in range(steps):
        new_x = x - learning_rate * numeric_slope(f, x)
    return x


def valley(x):
    return 0.5 * (x - 2) ** 2


for steps in (0, 1, 10, 100):
    print(steps, "steps:", descend(valley, 6.0, 0.1, steps))
