# right, near F62
import torch
lstm = torch.nn.LSTM(3, 5, num_layers=2, dropout=0.3, batch_first=True)
print(lstm(torch.randn(2, 4, 3))[0].shape)
