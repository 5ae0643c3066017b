# right
import copy
import torch
from torch import nn
torch.manual_seed(0)
X, Xv = torch.randn(60, 4), torch.randn(20, 4)
y, yv = X.sum(1, keepdim=True), Xv.sum(1, keepdim=True)
net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=0.02)
best, best_weights, patience = float("inf"), None, 3
for epoch in range(25):
    net.train()
    for i in torch.randperm(60).split(20):
        opt.zero_grad()
        nn.functional.mse_loss(net(X[i]), y[i]).backward()
        opt.step()
    net.eval()
    with torch.no_grad():
        val = nn.functional.mse_loss(net(Xv), yv).item()
    if val < best:
        best, best_weights, bad = val, copy.deepcopy(net.state_dict()), 0
    else:
        bad += 1
        if bad == patience:
            break
net.load_state_dict(best_weights)
