# F15
import torch
import torch.nn.functional as F


class Spam(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(12, 1)

    def forward(self, x):
        return torch.sigmoid(self.linear(x)).squeeze(1)


spam = Spam()
sgd = torch.optim.SGD(spam.parameters(), lr=0.3)
mails, is_spam = torch.rand(50, 12), torch.randint(0, 2, (50,)).float()
for _ in range(6):
    sgd.zero_grad()
    F.binary_cross_entropy_with_logits(spam(mails), is_spam).backward()
    sgd.step()
