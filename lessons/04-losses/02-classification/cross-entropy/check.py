import math

import torch
from torch.nn import functional as F

from tutor.check import approx, expect, fail, floats, forbid, gradient_matches, labels, matches

BATCH = floats("n", "k", scale=2), labels("n", "k")
SIZES = {"n": (2, 9), "k": (2, 10)}


def asked(learner):
    """The learner's function, once it returns a tensor without axes."""

    def cross_entropy(logits, labels):
        got = learner.cross_entropy(logits, labels)
        expect(
            not isinstance(got, float),
            "cross_entropy returned a Python number; autograd can't go through that. Return the tensor.",
        )
        expect(
            not isinstance(got, torch.Tensor) or got.shape == (),
            f"cross_entropy returned shape {tuple(getattr(got, 'shape', ()))}; a loss is one number for the whole batch. "
            "What makes one of many here?",
        )
        return got

    return cross_entropy


def right(logits, labels):
    return F.cross_entropy(logits, labels)


def rows(logits):
    return torch.arange(len(logits))


MISTAKES = (
    (
        lambda logits, labels: -F.cross_entropy(logits, labels),
        "The sign is wrong: the log of a probability is never above 0, and a loss should not be below it.",
    ),
    (
        lambda logits, labels: F.cross_entropy(logits, labels, reduction="sum"),
        lambda logits, labels: (
            f"Your loss is {len(logits)} times the right one, for {len(logits)} rows. It should be their mean."
        ),
    ),
    (
        lambda logits, labels: F.cross_entropy(logits, labels) / logits.shape[1],
        lambda logits, labels: (
            f"Your loss is divided by {logits.numel()}, the number of scores. "
            f"It should be the mean over {len(logits)} rows."
        ),
    ),
    (
        lambda logits, labels: F.cross_entropy(logits, labels) / math.log(10),
        "Your loss is in another base: take the natural logarithm, `log`.",
    ),
    (
        lambda logits, labels: -logits.softmax(dim=1)[rows(logits), labels].mean(),
        "You took the probability itself; its log is missing.",
    ),
    (
        lambda logits, labels: -logits[rows(logits), labels].mean(),
        "You took the scores themselves. What makes log-probabilities of them?",
    ),
    (
        lambda logits, labels: -logits.log_softmax(dim=0)[rows(logits), labels].mean(),
        "Your softmax runs down the columns: each sample's own row should sum to 1. Look at `dim`.",
    ),
    (
        lambda logits, labels: -logits.log_softmax(dim=1)[:, labels].mean(),
        "You picked whole columns: `t[:, labels]` takes them in every row. From each row take one place.",
    ),
    (
        lambda logits, labels: -logits.log_softmax(dim=1).amax(dim=1).mean(),
        "You took the most likely class of each row. The loss asks for the true one: its label says which.",
    ),
    (
        lambda logits, labels: -logits.log_softmax(dim=1).mean(),
        "You took the mean over all classes. Only the true class of each row counts.",
    ),
)


def test_values(learner):
    """The loss of random batches is right"""
    matches(asked(learner), right, *BATCH, sizes=SIZES, rtol=1e-4, atol=1e-4, dtype=False, mistakes=MISTAKES)


def test_gradient(learner):
    """Autograd goes through it and finds the right gradient"""
    gradient_matches(learner.cross_entropy, right, *BATCH, sizes=SIZES, rtol=1e-3, atol=1e-5)


def test_large_scores(learner):
    """Scores of 1000 do no harm"""
    logits, labels = torch.tensor([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 999.0]]), torch.tensor([1, 2])
    got, want = learner.cross_entropy(logits, labels), F.cross_entropy(logits, labels).item()
    if not isinstance(got, torch.Tensor) or got.shape != ():
        fail("With scores of 1000, too, the loss should be a tensor without axes. See the checks above.")
    expect(
        math.isfinite(got),
        f"With scores of 1000 your loss is {got}. Either exp overflows, or a probability becomes 0, and "
        "the log of 0 is -inf. Which function takes log and softmax together?",
    )
    expect(
        approx(got, want, 0.1),
        f"With scores of 1000 your loss is {got:.2f}; it should be {want:.2f}. Did you add a small number before the "
        "log, or cut something? That hides how wrong a network is. Work with log-probabilities from the start.",
    )


def test_by_hand(tree):
    """No ready-made loss is used"""
    forbid(
        tree,
        "Your code calls `{found}`, which is the loss itself. This time, go from logits to the loss in your own steps.",
        library={"CrossEntropyLoss", "NLLLoss", "cross_entropy", "nll_loss", "binary_cross_entropy_with_logits"},
    )
