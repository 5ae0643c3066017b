a = None  # Linear(10, 5)
b = None  # Linear(10, 5, bias=False)
c = None  # Linear(4, 8), ReLU(), Linear(8, 3)
d = None  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
