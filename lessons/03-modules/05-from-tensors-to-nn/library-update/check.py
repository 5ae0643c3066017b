import torch
from torch.nn import functional as F

from tutor.check import approx, expect, fail, names_used

MAKE = "(lambda nn: nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3)))(__import__('torch').nn)"
NAMES = ("model[1].weight", "model[1].bias", "model[3].weight", "model[3].bias")


def draw(seed, n=20):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, 2, 3, generator=generator), torch.randint(3, (n,), generator=generator)


def weights_of(model):
    return [t.detach().clone() for t in (model[1].weight, model[1].bias, model[3].weight, model[3].bias)]


def run(learner, X, y, steps, rate):
    """The weights before and after, and what train returned."""
    model = learner(MAKE)
    before = weights_of(model)
    losses = learner.train(model, X, y, steps, rate)
    return before, weights_of(model), losses


def reference(weights, X, y, steps, rate, gradients=None):
    """The weights after exact steps, and the loss of each; ``gradients`` collects those of each step."""
    weights, losses = [w.clone() for w in weights], []
    for _ in range(steps):
        leaves = [w.clone().requires_grad_() for w in weights]
        hidden = F.linear(X.flatten(1), leaves[0], leaves[1]).tanh()
        loss = F.cross_entropy(F.linear(hidden, leaves[2], leaves[3]), y)
        grads = torch.autograd.grad(loss, leaves)
        if gradients is not None:
            gradients.append(grads)
        weights = [w - rate * g for w, g in zip(weights, grads)]
        losses.append(loss.item())
    return weights, losses


def same(got, want, tolerance=1e-6):
    return all(torch.allclose(a, b, rtol=1e-5, atol=tolerance) for a, b in zip(got, want))


def test_first_step(learner, tree):
    """The first step moves every parameter as before"""
    X, y = draw(31)
    before, after, _ = run(learner, X, y, 1, 0.1)
    want, _ = reference(before, X, y, 1, 0.1)
    if same(after, want):
        return
    still = [name for name, a, b in zip(NAMES, before, after) if torch.equal(a, b)]
    if still == list(NAMES) and "step" in names_used(tree):
        two = run(learner, X, y, 2, 0.1)
        if not same(two[0], two[1]) and same(two[1], reference(two[0], X, y, 1, 0.1)[0]):
            fail(
                "After one step no parameter has moved, and after two they are where one step leads: your loop is one "
                "step behind. When does `.grad` hold the gradient of this round?"
            )
    expect(
        not still,
        f"After one step {', '.join(still)} did not move. "
        "Is a gradient there when the optimiser steps, and was the optimiser given all parameters?",
    )
    twice = [2 * w - b for w, b in zip(want, before)]
    if same(after, twice):
        fail("The first step goes twice as far as it should. Is the old update still there, beside the new one?")
    moved, right = (after[0] - before[0]).abs().max().item(), (want[0] - before[0]).abs().max().item()
    if "Adam" in names_used(tree):
        fail(f"Adam moves its first weight by up to {moved:.3f}, where SGD moves it by {right:.3f}. SGD was asked for.")
    fail(
        f"The first step moves a weight by up to {moved:.4f}; it should be {right:.4f}. "
        "Compare the learning rate that the optimiser gets with the one that `train` was given."
    )


def test_rate(learner):
    """The learning rate that is given is the one that is used"""
    X, y = draw(32)
    steps = []
    for rate in (0.01, 0.3):
        before, after, _ = run(learner, X, y, 1, rate)
        want, _ = reference(before, X, y, 1, rate)
        right = sum((w - b).abs().sum().item() for w, b in zip(want, before))
        steps.append(sum((a - b).abs().sum().item() for a, b in zip(after, before)) / right)
    expect(any(steps), "With two different rates no parameter moved in the first step. Get the first step right.")
    expect(
        not approx(steps[0] / max(steps[1], 1e-12), 30, 3),
        "With rates of 0.01 and 0.3 the first step goes equally far. `train` ignores its `learning_rate`; hand it on.",
    )


def test_ten_steps(learner):
    """After 10 steps the parameters are where they were before the rewriting"""
    X, y = draw(33)
    before, after, _ = run(learner, X, y, 2, 0.3)
    gradients = []
    want, _ = reference(before, X, y, 2, 0.3, gradients)
    added_up = [w - 0.3 * first for w, first in zip(want, gradients[0])]
    if same(after, added_up, 1e-5):
        fail("The second step moves by the sum of both gradients. Which call clears the old ones, and where?")
    before, after, _ = run(learner, X, y, 10, 0.3)
    want, _ = reference(before, X, y, 10, 0.3)
    apart = max((a - w).abs().max().item() for a, w in zip(after, want))
    expect(
        same(after, want),
        f"After 10 steps a parameter is {apart:.1g} away from where the old loop leads. From the second step on "
        "something else comes in: is it plain SGD, and is each gradient used once?",
    )


def test_losses(learner):
    """The losses come back as plain numbers, one a step"""
    X, y = draw(34)
    before, _, losses = run(learner, X, y, 4, 0.05)
    _, want = reference(before, X, y, 4, 0.05)
    expect(losses is not None, "train returned None; it should return the list of losses. Keep its last line.")
    expect(
        isinstance(losses, (list, tuple)) and len(losses) == 4,
        f"After 4 steps train returned {losses if isinstance(losses, (int, float)) else type(losses).__name__}; "
        "it should return a list of 4 losses.",
    )
    expect(
        all(isinstance(loss, (int, float)) for loss in losses),
        "The losses should be plain numbers. A tensor that is kept drags its notes along; `.item()` leaves them behind.",
    )
    expect(
        approx(losses[0], want[0], 1e-4),
        f"The first loss is {losses[0]:.4f}; it should be {want[0]:.4f}, that of the model as it came in.",
    )


def test_library(tree):
    """The update is the optimiser's work"""
    used = names_used(tree)
    expect(
        "step" in used and ("SGD" in used or "optim" in used),
        "The loop still moves the parameters by hand. Let an optimiser do that, and throw the old lines away.",
    )
