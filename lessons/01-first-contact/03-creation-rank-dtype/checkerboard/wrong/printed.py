"""checkerboard(1) returned None"""

import torch


def checkerboard(n):
    index = torch.arange(n)
    board = (index[:, None] + index) % 2
    print(board)


print(checkerboard(3))
print(checkerboard(4))
