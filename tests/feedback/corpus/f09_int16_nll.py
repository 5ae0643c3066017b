# F09
import torch
import torch.nn.functional as F
scores = torch.randn(6, 4, requires_grad=True)
label = torch.tensor([0, 3, 1, 2, 2, 0], dtype=torch.int16)
loss = F.nll_loss(F.log_softmax(scores, dim=1), label)
loss.backward()
