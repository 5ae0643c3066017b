import torch

# (outputs, "CE" or "BCE" or "MSE", dtype of the target)
a = None  # which of 10 digits a picture shows
b = None  # the price of a house
c = None  # is this message spam? one output
d = None  # which of 5 topics an article has: one, several or none
e = None  # where in a picture the ball is: x and y
f = None  # healthy or ill, with two outputs
g = None  # which of 50 letters comes next
h = None  # for each of 64 pixels: ink or paper?
