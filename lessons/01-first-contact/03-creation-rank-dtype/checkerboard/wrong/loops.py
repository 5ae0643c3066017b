"""holds a loop"""

import torch


def checkerboard(n):
    board = torch.zeros(n, n)
    for i in range(n):
        for j in range(n):
            board[i, j] = (i + j) % 2
    return board


print(checkerboard(3))
print(checkerboard(4))
