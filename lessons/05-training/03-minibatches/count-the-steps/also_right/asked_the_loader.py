from torch.utils.data import DataLoader


def count(n, size, drop=False):
    return len(DataLoader(range(n), batch_size=size, drop_last=drop))


# N = 1000, B = 100: batches in an epoch.
a = 10

# N = 1000, B = 32: batches in an epoch.
b = count(1000, 32)

# N = 1000, B = 32: samples in the last batch.
c = 8

# N = 1000, B = 32, drop_last=True: batches in an epoch.
d = count(1000, 32, True)

# N = 60_000, B = 64: steps in 5 epochs.
e = 5 * count(60_000, 64)

# N = 20, B = 32, drop_last=True: batches in an epoch.
f = count(20, 32, True)
