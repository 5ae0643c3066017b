a = "Loss"  # shares = scores.exp() / scores.exp().sum(dim=1, ...)
b = " linear"  # W1 = torch.randn(64, 32) / 8
c = "MODULE"  # for p in (W1, b1, W2, b2):
d = "optimizer"  # p -= 0.5 * p.grad
e = "stays"  # loss.backward()
f = "Optimizer"  # p.grad = None
