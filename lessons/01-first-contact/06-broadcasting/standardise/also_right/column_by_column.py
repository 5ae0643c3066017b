import torch


def standardise(x):
    columns = [(column - column.mean()) / column.std() for column in x.T]
    return torch.stack(columns, dim=1)


flats = torch.tensor([[50.0, 2.0, 150.0], [80.0, 3.0, 240.0], [110.0, 4.0, 420.0]])
print(standardise(flats))
