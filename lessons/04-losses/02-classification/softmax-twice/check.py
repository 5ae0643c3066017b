import math

import torch

from tutor.check import accuracy, expect, reaches, takes_steps
from tutor.data import glyphs

# Measured on 2000 fresh pictures after 300 steps, seeds 0 to 4: 0.971 to 0.984. With the softmax: 0.29 to 0.37.
TARGET = 0.90


def scores(learner, seed=1):
    images, labels = glyphs(2000, seed=seed)
    got = learner.model(images.flatten(1))
    expect(
        isinstance(got, torch.Tensor) and got.shape == (2000, 10) and got.dtype == torch.float32,
        "For 2000 pictures of 64 numbers `model` should give float32 scores of shape (2000, 10). "
        "Put the layers back as they were, and change one thing.",
    )
    return got.detach(), labels


def test_steps(ledger):
    """The loop takes its 300 steps, as given"""
    takes_steps(ledger, 300, "The fault is not in the patience: put the loop back as it was.")


def test_logits(learner):
    """The loss gets what it wants"""
    got, _ = scores(learner)
    sums, nll = got.sum(dim=1), learner("'nll' in str(loss_function).lower()")
    probabilities = bool((got >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-3)
    log_sums = got.logsumexp(dim=1)
    log_probabilities = torch.allclose(log_sums, torch.zeros_like(log_sums), atol=1e-3)
    if nll:
        expect(
            log_probabilities,
            "NLLLoss wants log-probabilities, and your model gives something else. "
            "Go back to CrossEntropyLoss, or give the model the last layer that fits NLLLoss.",
        )
        return
    expect(
        not probabilities,
        "The values you gave to cross-entropy already sum to 1 per row. This loss applies log-softmax itself; "
        "what should it get?",
    )
    expect(
        not log_probabilities,
        "Log-softmax twice changes nothing here, but it shows a mix-up: log-softmax pairs with NLLLoss, "
        "and CrossEntropyLoss wants raw scores. Which of the two do you use?",
    )
    expect(
        not ((got >= 0) & (got <= 1)).all(),
        "All your scores lie between 0 and 1, so they hardly differ after the loss's own softmax. "
        "Let the last layer give numbers of any size.",
    )


def test_learns(learner, ledger):
    """At least 90 % of new pictures are right"""
    _, labels = scores(learner)  # first, for its sentence on the layers
    images, _ = glyphs(2000, seed=1)
    lowest = min((loss for loss in ledger.losses if math.isfinite(loss)), default=math.nan)
    stuck = lowest > 1.46
    reaches(
        accuracy(learner.model, images.flatten(1), labels),
        "the share of new pictures that are right",
        least=TARGET,
        remark=f"The lowest loss was {lowest:.2f}. "
        + ("That is above the floor of 1.46 that a second softmax sets. " if stuck else "")
        + "Follow the scores from the last layer into the loss: what happens to them on the way?",
    )
    expect(
        not stuck,
        f"The answers are right, but the loss never went below {lowest:.2f}, above the floor of 1.46 that a second "
        "softmax sets. Follow the scores from the last layer into the loss.",
    )
