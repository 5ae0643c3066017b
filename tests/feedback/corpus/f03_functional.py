# F03
import torch
import torch.nn.functional as F

W = torch.randn(8, 3, requires_grad=True)
optim = torch.optim.SGD([W], lr=0.5)
X = torch.randn(30, 8)
t = torch.randint(3, (30,))
for it in range(10):
    probs = F.softmax(X @ W, dim=-1)
    loss = F.cross_entropy(probs, t)
    optim.zero_grad(); loss.backward(); optim.step()
