# A network of three layers, for a batch of {{n}} samples with {{features}} features:
#
#   x  ({{n}}, {{features}})
#   h1 = (x  @ W1 + b1).relu()     W1 ({{features}}, {{wide}})    b1 ({{wide}},)
#   h2 = (h1 @ W2 + b2).relu()     W2 ({{wide}}, {{narrow}})   b2 ({{narrow}},)
#   scores = h2 @ W3 + b3          W3 ({{narrow}}, {{classes}})    b3 ({{classes}},)
#   loss = cross_entropy(scores, labels)
#
# Which shape has the gradient of the loss for each of these?
# Write a tuple, such as ({{n}}, {{features}}).

# loss
a = None

# scores
b = None

# W3
c = None

# h2
d = None

# b2
e = None

# W1
f = None

# x
g = None
