"""The top left corner is 1"""

import torch


def checkerboard(n):
    board = torch.ones(n, n)
    board[::2, 1::2] = 0
    board[1::2, ::2] = 0
    return board


print(checkerboard(3))
print(checkerboard(4))
