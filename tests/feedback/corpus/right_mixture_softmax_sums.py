# right
import torch
# A mixture of Gaussians: the softmax of the weights is a model's part, no mistake.
torch.manual_seed(0)
data = torch.cat([torch.randn(50) - 2, torch.randn(50) + 2])
logits = torch.zeros(2, requires_grad=True)
means = torch.tensor([-1.0, 1.0], requires_grad=True)
opt = torch.optim.Adam([logits, means], lr=0.05)
for _ in range(20):
    log_p = torch.distributions.Normal(means, 1.0).log_prob(data[:, None]) + torch.log_softmax(logits, dim=0)
    loss = -torch.logsumexp(log_p, dim=1).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(means)
