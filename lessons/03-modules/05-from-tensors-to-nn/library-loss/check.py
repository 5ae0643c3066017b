import math

import torch
from torch.nn import functional as F

from tutor.check import close, expect, fail, floats, gradient_matches, labels


def draw(n, classes, seed, size=2.0):
    generator = torch.Generator().manual_seed(seed)
    return size * torch.randn(n, classes, generator=generator), torch.randint(classes, (n,), generator=generator)


def ask(learner, scores, labels):
    loss = learner.loss_of(scores, labels)
    expect(loss is not None, "loss_of returned None. Does it end with `return`?")
    if isinstance(loss, (int, float)):
        fail("loss_of returned a plain number, and `backward()` can't start from that. Return the tensor.")
    expect(isinstance(loss, torch.Tensor), f"loss_of returned {loss!r}; it should be a tensor with one number.")
    if loss.shape == labels.shape and loss.numel() > 1:
        fail(f"loss_of returned {len(labels)} numbers, one loss for each sample. Their mean was asked for.")
    expect(loss.shape == (), f"The loss has shape {tuple(loss.shape)}; it should be (), a single number.")
    expect(not loss.is_complex(), "The loss is a complex number; it should be a plain float.")
    return loss.detach()


def test_values(learner):
    """For ordinary scores it is the mean cross-entropy"""
    for seed, (n, classes) in enumerate(((5, 3), (1, 4), (32, 10), (7, 2))):
        scores, labels = draw(n, classes, seed)
        got, want = ask(learner, scores, labels), F.cross_entropy(scores, labels)
        known = [
            (F.cross_entropy(scores.softmax(1), labels), "That is softmax twice: the library's call has one inside."),
            (F.nll_loss(scores.softmax(1), labels), "That call wants logarithms, and got the shares themselves."),
            (F.nll_loss(scores, labels), "That call wants logarithms of shares, and got the scores themselves."),
            (-want, "It has the wrong sign: a loss grows when the answer gets worse."),
            (want * n, f"It is {n} times as large, for {n} samples: a sum. The mean was asked for."),
        ]
        for wrong, sentence in known:
            if abs(float(got) - float(wrong)) < 1e-5 and abs(float(want) - float(wrong)) > 1e-4:
                fail(f"The loss is {float(got):.4f}; it should be {float(want):.4f}. {sentence}")
        close(got, want, "The loss", rtol=1e-5, atol=1e-5)


def test_large(learner):
    """Large scores give a finite loss, and the right one"""
    for size in (200.0, 10_000.0):
        scores, labels = draw(6, 5, seed=21, size=size)
        got, want = float(ask(learner, scores, labels)), F.cross_entropy(scores, labels).item()
        if not math.isfinite(got):
            kind = "is not a number" if math.isnan(got) else "is infinite"
            fail(
                f"With scores as large as {scores.abs().max().item():.0f} the loss {kind}. `exp` of such a score is "
                "too large for a float. Which call of the library does it without?"
            )
        expect(
            abs(got - want) <= 1e-4 * want,
            f"With scores as large as {scores.abs().max().item():.0f} the loss is {got:.0f}; it should be {want:.0f}. "
            "A share that has become 0 can't tell how wrong it was. Work with the scores to the end.",
        )


def test_gradient(learner):
    """backward() can start from it"""
    gradient_matches(
        learner.loss_of,
        lambda scores, labels: F.cross_entropy(scores, labels),
        floats("n", "k", scale=2),
        labels("n", "k"),
        sizes={"n": (1, 8), "k": (2, 6)},
        what="The gradient of the scores",
        lost="The scores want gradients, and the loss has lost its notes on the way. Leave out what cuts them off.",
        rtol=1e-4,
        atol=1e-5,
    )
