import random


def split(data, seed):
    """Training, validation and test set: 70, 15 and 15 % of the data, dealt out by the seed."""
    samples = [data[i] for i in range(len(data))]
    random.Random(seed).shuffle(samples)
    a, b = int(0.7 * len(data)), int(0.85 * len(data))
    return samples[:a], samples[a:b], samples[b:]


for seed in (0, 0, 1):
    training, validation, test = split(range(20), seed)
    print(list(training), list(validation), list(test))
