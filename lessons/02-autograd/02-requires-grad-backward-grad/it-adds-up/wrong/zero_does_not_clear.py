"""`zero_()` cleared what was there"""

import torch

x = torch.tensor({{x}}, requires_grad=True)
z = torch.tensor({{z}}, requires_grad=True)

(x * x).backward()
# What is x.grad now?
a = 2 * {{x}}

(4 * x).backward()
# And now?
b = 2 * {{x}} + 4

x.grad = None
(4 * x).backward()
# And now?
c = 4

x.grad.zero_()
(x * x + 4 * x).backward()
# And now?
d = 2 * {{x}} + 8

(x * z).backward()
# What are x.grad and z.grad now?
e = 2 * {{x}} + 4 + {{z}}
f = {{x}}
