# F58
import torch
from torch import nn
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(15, 4); self.rnn = nn.RNN(4, 6); self.fc = nn.Linear(6, 2)
    def forward(self, t):
        o, h = self.rnn(self.emb(t))
        return self.fc(o[:, -1, :])
m = M(); opt = torch.optim.Adam(m.parameters())
for _ in range(4):
    t = torch.randint(0, 15, (10, 7)); opt.zero_grad()
    nn.functional.cross_entropy(m(t), torch.randint(0, 2, (10,))).backward(); opt.step()
