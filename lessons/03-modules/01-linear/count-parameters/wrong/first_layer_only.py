"""the first layer alone"""

a = {{inputs}} * {{outputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} * {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = 4 * {{hidden}} + {{hidden}}  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 2080  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
