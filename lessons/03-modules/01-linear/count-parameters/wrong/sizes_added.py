"""adds the sizes"""

a = 15  # Linear(10, 5)
b = 15  # Linear(10, 5, bias=False)
c = 23  # Linear(4, 8), ReLU(), Linear(8, 3)
d = 202  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
