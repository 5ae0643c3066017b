"""a weighted sum of weighted sums"""

# True or False?

# An operation is computed when Python reaches its line,
# so you can print a tensor in the middle of a model.
a = True

# PyTorch needs a GPU to train a network.
b = False

# You write how the loss is computed. PyTorch works out the gradients.
c = True

# The units of a network work the way the cells of a brain work.
d = False

# Two nn.Linear layers, one straight behind the other,
# can draw a border that bends.
e = True

# A Python `if` in a model may look at a tensor's value,
# so that two inputs take different ways through it.
f = True
