import torch


def checkerboard(n):
    board = torch.zeros(n, n, dtype=torch.int64)
    board[::2, 1::2] = 1
    board[1::2, ::2] = 1
    return board


print(checkerboard(3))
print(checkerboard(4))
