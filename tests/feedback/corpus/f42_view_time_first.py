# F42
import torch
sequence = torch.randn(4, 10, 6)
swapped = sequence.view(sequence.shape[1], sequence.shape[0], sequence.shape[2])
print(torch.nn.RNN(6, 5)(swapped)[0].shape)
