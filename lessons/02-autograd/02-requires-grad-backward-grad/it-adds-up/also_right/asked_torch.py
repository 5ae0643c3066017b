import torch

x = torch.tensor({{x}}, requires_grad=True)
z = torch.tensor({{z}}, requires_grad=True)

(x * x).backward()
# What is x.grad now?
a = x.grad.item()

(4 * x).backward()
# And now?
b = x.grad.item()

x.grad = None
(4 * x).backward()
# And now?
c = x.grad.item()

x.grad.zero_()
(x * x + 4 * x).backward()
# And now?
d = x.grad.item()

(x * z).backward()
# What are x.grad and z.grad now?
e = x.grad.item()
f = z.grad.item()
