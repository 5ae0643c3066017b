import torch

scalar = None
vector = None
matrix = None
noise = None

for t in (scalar, vector, matrix, noise):
    print(t)
