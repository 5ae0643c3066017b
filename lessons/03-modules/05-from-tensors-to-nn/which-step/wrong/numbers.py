"""in quotes"""

a = 1  # shares = scores.exp() / scores.exp().sum(dim=1, ...)
b = 3  # W1 = torch.randn(64, 32) / 8
c = 2  # for p in (W1, b1, W2, b2):
d = 4  # p -= 0.5 * p.grad
e = "stays"  # loss.backward()
f = 4  # p.grad = None
