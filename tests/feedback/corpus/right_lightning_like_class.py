# right
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Module(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
        self.loss = nn.CrossEntropyLoss(label_smoothing=0.1)

    def forward(self, x):
        return self.net(x)

    def training_step(self, batch):
        x, y = batch
        return self.loss(self(x), y)

    def configure(self):
        opt = torch.optim.Adam(self.parameters(), lr=1e-2)
        return opt, torch.optim.lr_scheduler.CosineAnnealingLR(opt, T_max=4)


class Trainer:
    def __init__(self, epochs):
        self.epochs = epochs
        self.history = []

    def fit(self, module, loader):
        opt, sched = module.configure()
        for _ in range(self.epochs):
            running = 0.0
            for batch in loader:
                opt.zero_grad()
                loss = module.training_step(batch)
                loss.backward()
                opt.step()
                running += loss.item()
            sched.step()
            self.history.append(running / len(loader))


data = TensorDataset(torch.randn(48, 4), torch.randint(0, 3, (48,)))
trainer = Trainer(4)
trainer.fit(Module(), DataLoader(data, batch_size=12, shuffle=True))
print(trainer.history)
