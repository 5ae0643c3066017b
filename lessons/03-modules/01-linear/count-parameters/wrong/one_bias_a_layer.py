"""one bias for a whole layer"""

a = {{inputs}} * {{outputs}} + 1  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} * {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = 4 * {{hidden}} + {{hidden}} * 3 + 2  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 3395  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
