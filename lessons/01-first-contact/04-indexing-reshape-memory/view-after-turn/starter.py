import torch


def column_by_column(table):
    """All numbers of a matrix as one vector: first column 0, then column 1,
    …"""
    return table.t().view(-1)


table = torch.tensor([[1, 2, 3], [4, 5, 6]])

try:
    print(column_by_column(table))
except RuntimeError as error:
    print("It fails:", error)
