"""that is its value, not its slope"""

# The slope of ...
a = 0.0  # relu at -3
b = 0.0  # relu at 0 (PyTorch's choice)
c = 3.0  # relu at 3
d = 0.5  # sigmoid at 0 (its value there is 0.5)
e = 0.953  # sigmoid at 3 (its value there is 0.953)
f = 0.047  # sigmoid at -3 (its value there is 0.047)
g = 0.0  # tanh at 0 (its value there is 0)
h = 0.995  # tanh at 3 (its value there is 0.995)
