"""still falling nearly as fast as at the start"""

from math import nan

from tutor import log

# training losses, validation losses:
# ten records from the beginning to the end of each run
runs = {
    "a": (
        [6.82, 5.52, 2.94, 1.28, 1.82, 3.92, 5.67, 5.7, 4.27, 2.86],
        [6.83, 5.65, 3.28, 1.59, 1.8, 3.54, 5.3, 5.8, 4.97, 3.81],
    ),
    "b": (
        [5.12, 0.37, 0.14, 0.08, 0.07, 0.06, 0.06, 0.05, 0.05, 0.05],
        [6.83, 2.91, 2.95, 3.09, 3.2, 3.29, 3.35, 3.41, 3.46, 3.5],
    ),
    "c": (
        [6.82, 6.69, 6.57, 6.45, 6.33, 6.21, 6.1, 5.99, 5.88, 5.77],
        [6.83, 6.71, 6.6, 6.49, 6.38, 6.28, 6.18, 6.08, 5.98, 5.88],
    ),
    "d": (
        [6.82, 3.4, 2.03, 1.45, 1.19, 1.07, nan, nan, nan, nan],
        [6.83, 3.69, 2.34, 1.74, 1.45, 1.3, nan, nan, nan, nan],
    ),
    "e": (
        [6.82, 3.6, 3.09, 3.08, 3.37, 4.03, 5.21, 7.22, 10.64, 16.44],
        [6.83, 3.1, 2.68, 2.57, 2.8, 3.11, 3.95, 5.08, 7.43, 10.88],
    ),
    "f": (
        [6.82, 3.4, 2.03, 1.45, 1.19, 1.07, 1.01, 0.98, 0.97, 0.96],
        [6.83, 3.69, 2.34, 1.74, 1.45, 1.3, 1.23, 1.19, 1.17, 1.16],
    ),
}

# Cause number 1 to 6
a = 5
b = 4
c = 1
d = 6
e = 3
f = 2

letter = "a"
for step, (train, validation) in enumerate(zip(*runs[letter])):
    log(train=train, validation=validation, step=step)
