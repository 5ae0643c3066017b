# right
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset


class Words(Dataset):
    def __init__(self, n):
        g = torch.Generator().manual_seed(1)
        self.items = [torch.randint(1, 9, (int(torch.randint(2, 7, (1,), generator=g)),), generator=g) for _ in range(n)]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i], int(self.items[i].sum() % 2)


def collate(batch):
    tokens, labels = zip(*batch)
    return pad_sequence(tokens, batch_first=True), torch.tensor([len(t) for t in tokens]), torch.tensor(labels)


class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(9, 8, padding_idx=0)
        self.out = nn.Linear(8, 2)

    def forward(self, tokens, lengths):
        return self.out(self.embed(tokens).sum(1) / lengths[:, None])


bag = Bag()
opt = torch.optim.Adagrad(bag.parameters(), lr=0.1)
for epoch in range(2):
    for tokens, lengths, labels in DataLoader(Words(30), batch_size=6, shuffle=True, collate_fn=collate):
        opt.zero_grad()
        nn.functional.cross_entropy(bag(tokens, lengths), labels).backward()
        opt.step()
