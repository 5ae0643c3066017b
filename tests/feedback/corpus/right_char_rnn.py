# right
import torch
from torch import nn
text = "hello world, hello torch. " * 6
chars = sorted(set(text))
index = {c: i for i, c in enumerate(chars)}
data = torch.tensor([index[c] for c in text])


class CharModel(nn.Module):
    def __init__(self, n, width=24):
        super().__init__()
        self.embedding = nn.Embedding(n, 12)
        self.lstm = nn.LSTM(12, width, batch_first=True)
        self.out = nn.Linear(width, n)

    def forward(self, x, state=None):
        h, state = self.lstm(self.embedding(x), state)
        return self.out(h), state


model = CharModel(len(chars))
opt = torch.optim.Adam(model.parameters(), lr=5e-3)
state = None
for start in range(0, 120, 12):
    x, y = data[start:start + 12][None], data[start + 1:start + 13][None]
    if state is not None:
        state = tuple(s.detach() for s in state)
    logits, state = model(x, state)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten())
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
model.eval()
with torch.no_grad():
    seed, memory = data[:1][None], None
    for _ in range(5):
        logits, memory = model(seed, memory)
        seed = torch.multinomial(logits[:, -1].softmax(-1), 1)
