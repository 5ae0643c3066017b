a = "loss"  # shares = scores.exp() / scores.exp().sum(dim=1, ...)
b = "linear"  # W1 = torch.randn(64, 32) / 8
c = "module"  # for p in (W1, b1, W2, b2):
d = "optimiser"  # p -= 0.5 * p.grad
e = "stays"  # loss.backward()
f = "optimiser"  # p.grad = None
