a = None  # shares = scores.exp() / scores.exp().sum(dim=1, ...)
b = None  # W1 = torch.randn(64, 32) / 8
c = None  # for p in (W1, b1, W2, b2):
d = None  # p -= 0.5 * p.grad
e = None  # loss.backward()
f = None  # p.grad = None
