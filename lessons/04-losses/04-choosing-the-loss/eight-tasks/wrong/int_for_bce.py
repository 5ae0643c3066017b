"""multiplied"""

import torch

# (outputs, "CE" or "BCE" or "MSE", dtype of the target)
a = (10, "CE", torch.int64)  # which of 10 digits a picture shows
b = (1, "MSE", torch.float32)  # the price of a house
c = (1, "BCE", torch.int64)  # is this message spam? one output
d = (5, "BCE", torch.float32)  # which of 5 topics an article has: one, several or none
e = (2, "MSE", torch.float32)  # where in a picture the ball is: x and y
f = (2, "CE", torch.int64)  # healthy or ill, with two outputs
g = (50, "CE", torch.int64)  # which of 50 letters comes next
h = (64, "BCE", torch.float32)  # for each of 64 pixels: ink or paper?
