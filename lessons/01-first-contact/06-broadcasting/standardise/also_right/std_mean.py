import torch


def standardise(x):
    std, mean = torch.std_mean(x, dim=0, keepdim=True)
    return (x - mean) / std


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
