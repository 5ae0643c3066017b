import math

import torch

from tutor.check import approx, expect
from tutor.data import line

RATE = 0.1
STEPS = 300


def losses_of(zero_w, zero_b, rate=RATE):
    """The losses of 300 steps on the points of the starter, with or without clearing each gradient."""
    x, y = line(100)
    w = torch.tensor(0.0, requires_grad=True)
    b = torch.tensor(0.0, requires_grad=True)
    losses = []
    for _ in range(STEPS):
        loss = ((w * x + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= rate * w.grad
            b -= rate * b.grad
        if zero_w:
            w.grad = None
        if zero_b:
            b.grad = None
        losses.append(loss.item())
    return losses, w.item(), b.item()


def alike(got, want, count=40):
    return len(got) >= count and all(approx(a, b, 1e-3 * max(1.0, b)) for a, b in zip(got[:count], want))


def test_steps(ledger):
    """300 rounds at a learning rate of 0.1, as given"""
    losses = ledger.losses
    if not losses:  # torch.autograd.grad leaves no trace in the ledger; the last check sees the result
        return
    expect(
        len(losses) == STEPS,
        f"The loop ran {len(losses)} times. Stopping at a lucky moment hides the fault: "
        "keep the 300 steps and mend what happens in them.",
    )
    second = losses_of(True, True)[0][1]
    expect(
        approx(losses[1], second, 1e-2) or losses[1] == losses[0],
        f"The first step took the loss from {losses[0]:.2f} to {losses[1]:.2f}; at a learning rate of 0.1 it goes "
        f"to {second:.2f}. Another rate only makes the swing slower or faster: put it back and look for what is missing.",
    )


def test_each_gradient_is_used_once(ledger):
    """Each round uses the gradient of that round alone"""
    losses = ledger.losses
    if not losses:
        return
    expect(
        not alike(losses, losses_of(False, False)[0]),
        f"The loss still swings: it rose again and again, up to {max(losses[5:], default=0):.1f}. "
        "Round k moves by the sum of k gradients. Where should the old ones be cleared?",
    )
    expect(
        not alike(losses, losses_of(True, False)[0]),
        "w is fine now, but b.grad still grows from round to round. What holds for one parameter holds for the other.",
    )
    expect(
        not alike(losses, losses_of(False, True)[0]),
        "b is fine now, but w.grad still grows from round to round. What holds for one parameter holds for the other.",
    )
    expect(
        max(losses) - min(losses) > 1e-3,
        f"The loss stayed at {losses[0]:.2f}: w and b are at the end where they began. "
        "What do they hold, and what does .grad hold, when the update reads it?",
    )


def test_finds_the_line(learner):
    """The loop comes to rest at the best line"""
    _, right_w, right_b = losses_of(True, True)
    w, b = learner("w.item()"), learner("b.item()")
    expect(math.isfinite(w) and math.isfinite(b), "w or b is not a number any more. Look at the curve.")
    expect(
        approx(w, right_w, 0.02) and approx(b, right_b, 0.02),
        f"It ends at y = {w:.2f} x {b:+.2f}; the best line is y = {right_w:.2f} x {right_b:+.2f}. "
        "Look at the curve: does it come to rest?",
    )
