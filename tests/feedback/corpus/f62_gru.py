# F62
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, words, tags):
        super().__init__()
        self.embedding = nn.Embedding(words, 8)
        self.rnn = nn.GRU(8, 16, num_layers=1, dropout=0.5)
        self.out = nn.Linear(16, tags)

    def forward(self, sentence):
        return self.out(self.rnn(self.embedding(sentence))[0])


print(Tagger(30, 4)(torch.randint(0, 30, (6, 2))).shape)
