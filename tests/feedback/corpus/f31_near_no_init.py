# right, near F31
import torch


class Square(torch.nn.Module):
    def forward(self, x):
        return x * x


print(Square()(torch.tensor([1.0, 2.0, 3.0])))
