"""a is the text '6'"""

import torch

x = torch.tensor(3.0, requires_grad=True)
z = torch.tensor(5.0, requires_grad=True)

(x * x).backward()
# What is x.grad now?
a = "6"

(4 * x).backward()
# And now?
b = 10

x.grad = None
(4 * x).backward()
# And now?
c = 4

x.grad.zero_()
(x * x + 4 * x).backward()
# And now?
d = 10

(x * z).backward()
# What are x.grad and z.grad now?
e = 15
f = 3
