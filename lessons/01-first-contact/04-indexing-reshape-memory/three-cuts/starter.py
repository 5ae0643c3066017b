import torch


def every_second_row(x):
    return x


def last_column(x):
    return x


def rows_of(x, labels, k):
    return x


x = torch.arange(12).reshape(4, 3)
print(every_second_row(x))
print(last_column(x))
print(rows_of(x, torch.tensor([7, 5, 5, 7]), 5))
