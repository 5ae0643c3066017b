# F47
import torch
steps = torch.arange(5)
steps.requires_grad_()
(steps ** 2).sum().backward()
