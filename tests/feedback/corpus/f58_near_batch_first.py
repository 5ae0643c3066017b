# right, near F58
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(20, 6)
        self.gru = nn.GRU(6, 8, batch_first=True)
        self.head = nn.Linear(8, 3)

    def forward(self, tokens):
        _, h = self.gru(self.embed(tokens))
        return self.head(h[-1])


net = Classifier()
opt = torch.optim.Adam(net.parameters())
for _ in range(4):
    tokens, label = torch.randint(0, 20, (9, 12)), torch.randint(0, 3, (9,))
    opt.zero_grad()
    nn.functional.cross_entropy(net(tokens), label).backward()
    opt.step()
