# right, near F36
import torch
device = "cuda" if torch.cuda.is_available() else "cpu"
x = torch.zeros(3, device=device)
if torch.cuda.is_available():
    x = x.cuda()
print(x)
