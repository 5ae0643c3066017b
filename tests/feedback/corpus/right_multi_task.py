# right
import torch
from torch import nn


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk = nn.Sequential(nn.Linear(6, 16), nn.ReLU())
        self.heads = nn.ModuleDict({"age": nn.Linear(16, 1), "kind": nn.Linear(16, 3)})

    def forward(self, x):
        h = self.trunk(x)
        return {name: head(h) for name, head in self.heads.items()}


net = TwoHeads()
opt = torch.optim.NAdam(net.parameters())
for _ in range(8):
    x = torch.randn(20, 6)
    out = net(x)
    age_loss = nn.functional.mse_loss(out["age"].squeeze(1), x.sum(1))
    kind_loss = nn.functional.cross_entropy(out["kind"], torch.randint(0, 3, (20,)))
    loss = age_loss + 0.5 * kind_loss
    opt.zero_grad()
    loss.backward()
    opt.step()
