import math

import torch
import torch.nn.functional as F

from tutor.check import approx, expect, fail

# Gives mean_loss a layer that notes whether autograd is recording, and tells that layer's numbers.
TRY = """
import torch
from torch.utils.data import DataLoader, TensorDataset

def measure(X, y, size, drop):
    layer, recording = torch.nn.Linear(3, 4), []
    layer.register_forward_pre_hook(lambda *_: recording.append(torch.is_grad_enabled()))
    mean = learner["mean_loss"](layer, DataLoader(TensorDataset(X, y), batch_size=size, drop_last=drop))
    return mean, recording, layer.weight.detach(), layer.bias.detach()
"""


def draw(n, seed):
    """Data whose last samples are much harder than the first, so that weights matter."""
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n, 3, generator=generator) * torch.linspace(0.2, 12, n)[:, None]
    return X, torch.randint(0, 4, (n,), generator=generator)


def measured(learner, X, y, size, drop=False):
    """(what mean_loss returned, autograd's state at each forward pass, weight and bias of the layer)"""
    return learner.define(TRY, "measure", about="mean_loss")(X, y, size, drop)


def losses(weight, bias, X, y, size, drop):
    """The losses of all samples that come, and those of the batches' means with their sizes."""
    logits = X @ weight.T + bias
    count = len(X) // size * size if drop else len(X)
    each = F.cross_entropy(logits[:count], y[:count], reduction="none")
    return each, [part.mean().item() for part in each.split(size)], [len(part) for part in each.split(size)]


CASES = ((10, 4, False), (31, 8, False), (12, 12, False), (9, 1, False), (20, 6, True))


def test_mean(learner):
    """It is the mean over all samples, however they are cut into batches"""
    for seed, (n, size, drop) in enumerate(CASES):
        X, y = draw(n, seed)
        got, _, weight, bias = measured(learner, X, y, size, drop)
        each, means, sizes = losses(weight, bias, X, y, size, drop)
        want = each.mean().item()
        if approx(got, want, 1e-4 * max(1.0, want)):
            continue
        expect(got is not None, "`mean_loss` returned None. Does it end with `return`?")
        seen = f"{n} samples in batches of {size}" + (", the rest dropped: " if drop else ": ")
        mistakes = (
            (
                sum(means) / len(means),
                "you return the mean of the batches' means, so a sample in the small last batch counts more than "
                "the others. Weigh each batch with its size.",
            ),
            (
                each.sum().item() / n if drop else math.nan,
                f"you divide by the {n} samples of the data set, but the loader gave only {len(each)}. "
                "Count them as they come.",
            ),
            (
                sum(means) * size / len(each),
                f"the last batch holds {sizes[-1]} samples, and you weighed it with {size}. "
                "Ask each batch for its own size.",
            ),
            (
                sum(means) * size / n,
                f"you weighed the last batch with {size}, whatever its size. Ask each batch for its own size.",
            ),
            (
                sum(means) / len(each),
                "you add up means and divide by the number of samples: times the size is missing.",
            ),
            (sum(means) / n, "you add up means and divide by the number of samples: times the size is missing."),
            (each.sum().item() / len(means), "you divide a sum over samples by the number of batches."),
            (each.sum().item(), "you return the sum over all samples. Divide by their number."),
            (sum(means), "you return the sum of the batches' means."),
            (means[-1], "you return the loss of the last batch alone."),
        )
        for value, sentence in mistakes:
            if approx(got, value, 1e-4 * max(1.0, abs(value))):
                fail(seen + sentence)
        expect(
            isinstance(got, (int, float, torch.Tensor)),
            f"`mean_loss` returned a {type(got).__name__}; it should return a number.",
        )
        fail(seen + f"you return {float(got):.4f}, and the mean over all samples is {want:.4f}. "
             "Add up loss × size and the sizes; divide once at the end.")  # fmt: skip


def test_number(learner):
    """It returns a Python number"""
    got, *_ = measured(learner, *draw(7, 20), 3)
    expect(
        isinstance(got, (int, float)) and not isinstance(got, bool),
        f"`mean_loss` returned a {type(got).__name__}; it should return a Python number. Which call takes it out?",
    )


def test_no_notes(learner):
    """No notes of autograd are taken"""
    _, recording, *_ = measured(learner, *draw(10, 21), 4)
    expect(len(recording) > 0, "`mean_loss` never called the model. It should measure the model that is handed in.")
    expect(
        not any(recording),
        "Autograd took notes of every forward pass, and nothing will ever read them: that costs time and memory. "
        "Which context leaves them out?",
    )
