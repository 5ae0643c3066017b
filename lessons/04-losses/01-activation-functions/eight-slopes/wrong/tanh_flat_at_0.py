"""g is 0: that is its value"""

# The slope of ...
a = 0.0  # relu at -3
b = 0.0  # relu at 0 (PyTorch's choice)
c = 1.0  # relu at 3
d = 0.25  # sigmoid at 0 (its value there is 0.5)
e = 0.045  # sigmoid at 3 (its value there is 0.953)
f = 0.045  # sigmoid at -3 (its value there is 0.047)
g = 0  # tanh at 0 (its value there is 0)
h = 0.01  # tanh at 3 (its value there is 0.995)
