import torch
from torch import nn

from tutor.check import approx, expect, fail

SIZES = (7, 7, 7, 7, 7, 3)

# Runs run_epoch on a linear model. Each forward pass leaves a token in its notes; before a batch is handed out, the
# tokens that are still alive are counted. One is: that of the loss just stepped on.
WATCH = """
import weakref
import torch

class Token:
    pass

class Pass(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.token = Token()
        tokens.add(ctx.token)
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient

class Watched(torch.nn.Linear):
    def forward(self, x):
        return Pass.apply(super().forward(x))

class Batches(list):
    def __iter__(self):
        for batch in super().__iter__():
            alive.append(len(tokens))
            yield batch

tokens, alive = weakref.WeakSet(), []

def watch(X, y, weight, bias):
    tokens.clear()
    alive.clear()
    model = Watched(2, 2)
    model.load_state_dict({"weight": weight, "bias": bias})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    mean = learner["run_epoch"](model, Batches(zip(X.split(7), y.split(7))), optimizer)
    notes = getattr(mean, "requires_grad", False)
    return mean, type(mean).__name__, max(alive, default=0), model.weight.detach(), notes
"""


def draw(seed):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(sum(SIZES), 2, generator=generator)
    return X, (X.sum(dim=1) > 0).long(), torch.randn(2, 2, generator=generator), torch.randn(2, generator=generator)


def watched(learner, X, y, weight, bias):
    """(mean, its type, most batches whose notes were alive, weight afterwards, whether the mean has notes)"""
    return learner.define(WATCH, "watch", about="run_epoch")(X, y, weight, bias)


def reference(X, y, weight, bias):
    """The losses of the batches, and the weight afterwards."""
    model = nn.Linear(2, 2)
    model.load_state_dict({"weight": weight, "bias": bias})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for batch_X, batch_y in zip(X.split(7), y.split(7)):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(batch_X), batch_y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses, model.weight.detach()


def test_trains(learner):
    """run_epoch still takes one step for each batch"""
    X, y, weight, bias = draw(1)
    _, _, _, after, _ = watched(learner, X, y, weight, bias)
    _, want = reference(X, y, weight, bias)
    expect(
        not torch.equal(after, weight),
        "The weights did not move. `backward()` needs the loss as a tensor: take the number out for the total only.",
    )
    expect(
        torch.allclose(after, want, atol=1e-4),
        "After one epoch the weights are not where they were with the given loop. Leave the five steps as they are; "
        "only the total is wrong.",
    )


def test_light(learner):
    """The total carries no notes of the batches"""
    _, kind, alive, _, notes = watched(learner, *draw(2))
    if kind in ("float", "int"):
        expect(
            alive <= 2,
            f"What you return is a number, but when the last batch came, the notes of {alive} batches were still "
            "alive: the total carried them through the epoch. Where should the number be taken out?",
        )
        return
    expect(
        not notes,
        f"`run_epoch` returns a {kind} with notes: those of all {len(SIZES)} batches stay in memory, "
        "and `history` keeps those of all epochs. Add up numbers instead.",
    )
    fail(
        f"`run_epoch` returns a {kind}; it should return a Python number. "
        "Notes are gone, that is the main thing; take the number out as well."
    )


def test_mean(learner):
    """It returns the mean of the batches' losses"""
    for seed in (3, 4):
        X, y, weight, bias = draw(seed)
        mean, kind, *_ = watched(learner, X, y, weight, bias)
        losses, _ = reference(X, y, weight, bias)
        want = sum(losses) / len(losses)
        if approx(mean, want, 1e-4):
            continue
        expect(mean is not None, "`run_epoch` returns None. Does it end with `return`?")
        if approx(mean, losses[-1] / len(losses), 1e-4) or approx(mean, losses[-1], 1e-4):
            fail("`run_epoch` returns the loss of the last batch only. The total should grow with every batch.")
        if approx(mean, sum(losses), 1e-3):
            fail("`run_epoch` returns the sum of the losses; it should return their mean, as before.")
        shown = f"{float(mean):.4f}" if kind in ("float", "int", "Tensor") else f"a {kind}"
        fail(
            f"`run_epoch` returns {shown} where the mean of the batches' losses is {want:.4f}. Leave the mean as it was."
        )
