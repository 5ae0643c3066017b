# The slope of ...
a = None  # relu at -3
b = None  # relu at 0 (PyTorch's choice)
c = None  # relu at 3
d = None  # sigmoid at 0 (its value there is 0.5)
e = None  # sigmoid at 3 (its value there is 0.953)
f = None  # sigmoid at -3 (its value there is 0.047)
g = None  # tanh at 0 (its value there is 0)
h = None  # tanh at 3 (its value there is 0.995)
