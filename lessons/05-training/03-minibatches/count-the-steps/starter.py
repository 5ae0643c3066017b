# N = 1000, B = 100: batches in an epoch.
a = None

# N = 1000, B = 32: batches in an epoch.
b = None

# N = 1000, B = 32: samples in the last batch.
c = None

# N = 1000, B = 32, drop_last=True: batches in an epoch.
d = None

# N = 60_000, B = 64: steps in 5 epochs.
e = None

# N = 20, B = 32, drop_last=True: batches in an epoch.
f = None
