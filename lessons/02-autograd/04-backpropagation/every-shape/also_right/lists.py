# A network of three layers, for a batch of 32 samples with 8 features:
#
#   x  (32, 8)
#   h1 = (x  @ W1 + b1).relu()     W1 (8, 16)    b1 (16,)
#   h2 = (h1 @ W2 + b2).relu()     W2 (16, 12)   b2 (12,)
#   scores = h2 @ W3 + b3          W3 (12, 5)    b3 (5,)
#   loss = cross_entropy(scores, labels)
#
# Which shape has the gradient of the loss for each of these?
# Write a tuple, such as (32, 8).

# loss
a = []

# scores
b = [32, 5]

# W3
c = (12, 5)

# h2
d = (32, 12)

# b2
e = [12]

# W1
f = (8, 16)

# x
g = (32, 8)
