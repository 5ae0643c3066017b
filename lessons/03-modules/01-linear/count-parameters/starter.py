a = None  # Linear({{inputs}}, {{outputs}})
b = None  # Linear({{inputs}}, {{outputs}}, bias=False)
c = None  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = None  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
