import math

# N = 1000, B = 100: batches in an epoch.
a = 10

# N = 1000, B = 32: batches in an epoch.
b = math.ceil(1000 / 32)

# N = 1000, B = 32: samples in the last batch.
c = 1000 % 32

# N = 1000, B = 32, drop_last=True: batches in an epoch.
d = 1000 // 32

# N = 60_000, B = 64: steps in 5 epochs.
e = 5 * math.ceil(60_000 / 64)

# N = 20, B = 32, drop_last=True: batches in an epoch.
f = 20 // 32
