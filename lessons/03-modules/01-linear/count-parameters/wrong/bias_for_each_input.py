"""a bias for each input"""

a = 60  # Linear(10, 5)
b = 50  # Linear(10, 5, bias=False)
c = 68  # Linear(4, 8), ReLU(), Linear(8, 3)
d = 3520  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
