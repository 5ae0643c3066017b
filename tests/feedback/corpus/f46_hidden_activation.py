# F46
import torch
lin1, lin2 = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
hidden = lin1(torch.ones(1, 2))
out = lin2(torch.relu(hidden))
out.backward()
print("gradient at the hidden layer:", hidden.grad)
