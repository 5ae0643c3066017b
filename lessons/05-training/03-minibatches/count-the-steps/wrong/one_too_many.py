"""Nothing is left over here"""

# N = 1000, B = 100: batches in an epoch.
a = 11

# N = 1000, B = 32: batches in an epoch.
b = 32

# N = 1000, B = 32: samples in the last batch.
c = 8

# N = 1000, B = 32, drop_last=True: batches in an epoch.
d = 31

# N = 60_000, B = 64: steps in 5 epochs.
e = 4690

# N = 20, B = 32, drop_last=True: batches in an epoch.
f = 0
