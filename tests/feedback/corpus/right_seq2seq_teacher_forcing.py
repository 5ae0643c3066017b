# right
import torch
from torch import nn
enc, dec, out = nn.GRU(4, 8, batch_first=True), nn.GRU(4, 8, batch_first=True), nn.Linear(8, 5)
emb = nn.Embedding(5, 4)
opt = torch.optim.Adam([p for m in (enc, dec, out, emb) for p in m.parameters()])
for _ in range(5):
    src, tgt = torch.randint(0, 5, (6, 9)), torch.randint(0, 5, (6, 7))
    _, h = enc(emb(src)); o, _ = dec(emb(tgt[:, :-1]), h)
    loss = nn.functional.cross_entropy(out(o).transpose(1, 2), tgt[:, 1:])
    opt.zero_grad(); loss.backward(); opt.step()
