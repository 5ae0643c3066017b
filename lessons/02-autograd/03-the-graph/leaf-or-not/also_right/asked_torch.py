import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0) + 1
c = a * b
d = c.detach()
e = torch.rand(2, requires_grad=True) * 10
f = torch.zeros(2).requires_grad_()
g = torch.tensor(1.0, requires_grad=True)

loss = c * d + (e * f).sum()
loss.backward()

# Which of the seven are leaves? A list of names, such as ["a", "g"].
leaves = [name for name in "abcdefg" if globals()[name].is_leaf]

# Which of the seven have a number in .grad now, and not None?
have_grad = [name for name in "abcdefg" if globals()[name].is_leaf and globals()[name].grad is not None]
