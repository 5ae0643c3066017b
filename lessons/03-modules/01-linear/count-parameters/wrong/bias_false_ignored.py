"""bias=False"""

a = {{inputs}} * {{outputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} * {{outputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = 4 * {{hidden}} + {{hidden}} + {{hidden}} * 3 + 3  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 3466  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
