import torch


def standardise(x):
    centred = x - x.sum(dim=0) / len(x)
    return centred / ((centred**2).sum(dim=0) / (len(x) - 1)).sqrt()


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
