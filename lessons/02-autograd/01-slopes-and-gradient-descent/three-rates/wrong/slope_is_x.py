"""The slope of x² is 2x"""

# The valley is f(x) = x², with the slope 2x. Every walk starts at x = 1.
# One step: x = x - learning_rate * slope

# x after one step with a learning rate of 0.1
a = 0.9

# x after one step with a learning rate of 0.9
b = 0.1

# x after one step with a learning rate of 1.1
c = -0.1

# Which of the three (0.1, 0.9 or 1.1) never comes to rest?
d = 1.1

# x after 100 steps with a learning rate of exactly 1
e = 1.0
