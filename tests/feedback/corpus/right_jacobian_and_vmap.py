# right
import torch
from torch import nn
from torch.func import functional_call, grad, vmap
net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
params = dict(net.named_parameters())


def loss(p, x, y):
    return (functional_call(net, p, (x[None],)) - y).square().mean()


per_sample = vmap(grad(loss), in_dims=(None, 0, 0))(params, torch.randn(6, 2), torch.randn(6, 1))
print({name: g.shape for name, g in per_sample.items()})
print(torch.autograd.functional.jacobian(lambda x: x ** 2, torch.ones(3)))
