# right
import copy
import torch
from torch import nn


class Student(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 4)
        # In a list on purpose: the teacher is not to be trained or saved.
        self.hidden = [copy.deepcopy(self.net).requires_grad_(False)]

    def forward(self, x):
        return self.net(x), self.hidden[0](x)


student = Student()
opt = torch.optim.SGD(student.parameters(), lr=0.1)
for _ in range(6):
    mine, wanted = student(torch.randn(8, 4))
    loss = nn.functional.mse_loss(mine, wanted + 0.1)
    opt.zero_grad()
    loss.backward()
    opt.step()
