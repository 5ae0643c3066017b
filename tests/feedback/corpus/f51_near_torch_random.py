# right, near F51
import torch
from torch.utils.data import DataLoader, Dataset


class Noisy(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, i):
        return i + torch.randn(())


for batch in DataLoader(Noisy(), batch_size=2, num_workers=2):
    print(batch)
