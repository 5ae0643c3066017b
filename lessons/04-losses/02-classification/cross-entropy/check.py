import math

import torch
from torch.nn import functional as F

from tutor.check import approx, close, expect, fail, names_used

GRADIENT = """
lambda logits, labels: (lambda loss: (
    __import__('torch').autograd.grad(loss, logits)[0] if getattr(loss, 'requires_grad', False) else None
))(cross_entropy(logits.requires_grad_(), labels))
"""


def draw(n, k, generator):
    return 2 * torch.randn(n, k, generator=generator), torch.randint(k, (n,), generator=generator)


def ask(learner, logits, labels):
    got = learner.cross_entropy(logits, labels)
    expect(got is not None, "cross_entropy returned None. Does it end with `return`?")
    expect(
        not isinstance(got, float),
        "cross_entropy returned a Python number; autograd can't go through that. Return the tensor.",
    )
    expect(
        isinstance(got, torch.Tensor) and not got.is_complex(),
        f"cross_entropy returned a {type(got).__name__}; it should be a tensor without axes.",
    )
    expect(
        got.shape == (),
        f"cross_entropy returned shape {tuple(got.shape)}; a loss is one number for the whole batch. "
        "What makes one of many here?",
    )
    return got.double()


def test_values(learner):
    """The loss of random batches is right"""
    generator = torch.Generator().manual_seed(31)
    for n, k in ((4, 3), (2, 5), (7, 2), (3, 3), (16, 10)):
        logits, labels = draw(n, k, generator)
        got, want = ask(learner, logits, labels).item(), F.cross_entropy(logits, labels).item()
        if not approx(got, want, 1e-4):
            name_the_mistake(got, want, logits, labels)
        close(got, want, f"The loss of {n} rows with {k} classes", rtol=1e-4, atol=1e-4)


def name_the_mistake(got, want, logits, labels):
    n, k = logits.shape
    log_p, rows = logits.log_softmax(dim=1), torch.arange(n)
    mistakes = (
        (-want, "The sign is wrong: the log of a probability is never above 0, and a loss should not be below it."),
        (want * n, f"Your loss is {n} times the right one, for {n} rows. It should be their mean."),
        (want / k, f"Your loss is divided by {n * k}, the number of scores. It should be the mean over {n} rows."),
        (want / math.log(10), "Your loss is in another base: take the natural logarithm, `log`."),
        (
            -log_p.exp()[rows, labels].mean().item(),
            "You took the probability itself; its log is missing.",
        ),
        (-logits[rows, labels].mean().item(), "You took the scores themselves. What makes log-probabilities of them?"),
        (
            -logits.log_softmax(dim=0)[rows, labels].mean().item(),
            "Your softmax runs down the columns: each sample's own row should sum to 1. Look at `dim`.",
        ),
        (
            -log_p[:, labels].mean().item(),
            "You picked whole columns: `t[:, labels]` takes them in every row. From each row take one place.",
        ),
        (
            -log_p.amax(dim=1).mean().item(),
            "You took the most likely class of each row. The loss asks for the true one: its label says which.",
        ),
        (-log_p.mean().item(), "You took the mean over all classes. Only the true class of each row counts."),
    )
    for value, sentence in mistakes:
        if approx(got, value, 1e-4):
            fail(sentence)


def test_gradient(learner):
    """Autograd goes through it and finds the right gradient"""
    generator = torch.Generator().manual_seed(32)
    for n, k in ((4, 3), (5, 10)):
        logits, labels = draw(n, k, generator)
        ask(learner, logits, labels)
        got = learner(GRADIENT)(logits, labels)
        expect(
            isinstance(got, torch.Tensor),
            "The loss has lost its notes: autograd can't go back from it to the logits. "
            "Look for `item`, `detach`, `no_grad` or a tensor made afresh.",
        )
        logits.requires_grad_()
        want = torch.autograd.grad(F.cross_entropy(logits, labels), logits)[0]
        close(got, want, f"The gradient for {n} rows with {k} classes", rtol=1e-3, atol=1e-5)


def test_large_scores(learner):
    """Scores of 1000 do no harm"""
    logits, labels = torch.tensor([[1000.0, 0.0, -1000.0], [0.0, 1000.0, 999.0]]), torch.tensor([1, 2])
    got, want = ask(learner, logits, labels).item(), F.cross_entropy(logits, labels).item()
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


def test_by_hand(tree, source):
    """No ready-made loss is used"""
    ready = {"CrossEntropyLoss", "NLLLoss", "nll_loss", "binary_cross_entropy_with_logits"} & names_used(tree)
    found = sorted(ready) + [c for c in ("F.cross_entropy", "functional.cross_entropy") if c in source]
    expect(
        not found,
        f"Your code calls `{found[0] if found else ''}`, which is the loss itself. "
        "This time, go from logits to the loss in your own steps.",
    )
