import torch

x = torch.tensor({{x}}, requires_grad=True)
z = torch.tensor({{z}}, requires_grad=True)

(x * x).backward()
# What is x.grad now?
a = None

(4 * x).backward()
# And now?
b = None

x.grad = None
(4 * x).backward()
# And now?
c = None

x.grad.zero_()
(x * x + 4 * x).backward()
# And now?
d = None

(x * z).backward()
# What are x.grad and z.grad now?
e = None
f = None
