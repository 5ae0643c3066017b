"""An activation has nothing to learn"""

a = {{inputs}} * {{outputs}} + {{outputs}}  # Linear({{inputs}}, {{outputs}})
b = {{inputs}} * {{outputs}}  # Linear({{inputs}}, {{outputs}}, bias=False)
c = (
    4 * {{hidden}} + {{hidden}} + {{hidden}} * 3 + 3 + {{hidden}}
)  # Linear(4, {{hidden}}), ReLU(), Linear({{hidden}}, 3)
d = 3530  # Linear(64, 32), Tanh(), Linear(32, 32), Tanh(), Linear(32, 10)
