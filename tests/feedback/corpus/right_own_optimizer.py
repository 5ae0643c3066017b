# right
import torch
from torch import nn


class SignDescent(torch.optim.Optimizer):
    def __init__(self, params, lr=0.01):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad.sign(), alpha=-group["lr"])


net = nn.Linear(3, 1)
opt = SignDescent(net.parameters())
for _ in range(10):
    x = torch.randn(20, 3)
    loss = nn.functional.mse_loss(net(x), x[:, 1:2])
    opt.zero_grad()
    loss.backward()
    opt.step()
