# right
import numpy as np
import torch
from torch import nn
rng = np.random.default_rng(7)
X = rng.uniform(-2, 2, size=(80, 3)).astype(np.float32)
y = (X @ np.array([1.0, -1.0, 0.5], dtype=np.float32) + 0.1)[:, None]
X_train, X_test = torch.from_numpy(X[:60]), torch.from_numpy(X[60:])
y_train, y_test = torch.from_numpy(y[:60]), torch.from_numpy(y[60:])
model = nn.Linear(3, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
history = []
for epoch in range(30):
    order = torch.randperm(60)
    for batch in order.split(15):
        loss = nn.functional.mse_loss(model(X_train[batch]), y_train[batch])
        opt.zero_grad()
        loss.backward()
        opt.step()
        history.append(loss.item())
model.eval()
with torch.inference_mode():
    print(nn.functional.mse_loss(model(X_test), y_test).item(), np.mean(history[-5:]))
