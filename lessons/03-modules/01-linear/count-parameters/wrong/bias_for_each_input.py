"""a bias for each input"""

a = {{inputs}} * {{outputs}} + {{inputs}}  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} * {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = 4 * {{hidden}} + 4 + {{hidden}} * 3 + {{hidden}}  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 3520  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
