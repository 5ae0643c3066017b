a = 55  # Linear(10, 5)
b = 50  # Linear(10, 5, bias=False)
c = 67  # Linear(4, 8), ReLU(), Linear(8, 3)
d = 3466.0  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
