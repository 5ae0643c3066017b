"""adds the sizes"""

a = {{inputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = 4 + {{hidden}} + {{hidden}} + 3  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 202  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
