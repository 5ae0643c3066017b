# right
import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 2).sum()
y.backward()
print(x.grad)
y = (x ** 3).sum()
y.backward()
print("added up:", x.grad)
x.grad = None
z = x.detach() * 2
print(z.requires_grad, (x * 2).grad_fn)
