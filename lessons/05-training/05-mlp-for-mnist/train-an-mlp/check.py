import torch

from tutor.check import (
    CheckFailed,
    accuracy,
    begins_undecided,
    expect,
    fail,
    gradients_reach,
    has_count,
    parts,
    samples_stay_apart,
    steps_are_sound,
)
from tutor.data import glyphs

# Measured with the solution on 2000 fresh digits, seeds 0 to 4: 0.896, 0.892, 0.899, 0.890, 0.897.
# A single linear layer gets 0.76 to 0.83 (5 to 20 epochs), guessing 0.10.
TARGET = 0.84
MOST_PARAMETERS = 200_000


def built(learner):
    """A new model of the learner's."""
    model = learner.make_model()
    expect(model is not None, "`make_model` returned None. Build the network in it and return it.")
    return model


def scores(model, images):
    """The model's answers, with the two errors of flattening put into words."""
    try:
        return model(images)
    except CheckFailed as failed:
        text = str(failed)
        if "cannot be multiplied" in text and f"(1x{images.numel()}" in text:
            fail(
                f"The first layer got one long row for all {len(images)} pictures: the batch was flattened as well. "
                "Keep axis 0, which counts the pictures."
            )
        if "cannot be multiplied" in text and "x28 and" in text:
            fail(
                "The first linear layer gets rows of 28 numbers, since pictures come as 1 × 28 × 28. "
                "What makes one row of 784 out of each picture?"
            )
        raise


def test_model(learner):
    """make_model gives ten scores for each picture"""
    model = built(learner)
    for count in (5, 1):
        images, _ = glyphs(count, size=28, noise=0.3, seed=3)
        got = scores(model, images)
        expect(
            isinstance(got, torch.Tensor) and tuple(got.shape) == (count, 10),
            f"For {count} pictures the model gives "
            + (f"shape {tuple(got.shape)}" if isinstance(got, torch.Tensor) else f"a {type(got).__name__}")
            + f"; it should be ten scores for each, ({count}, 10).",
        )
    expect(parts(model).count, "The model has no parameters, so there is nothing to train. Which layers does it hold?")
    has_count(
        model,
        most=MOST_PARAMETERS,
        remark="Nearly all of them stand in the first layer: 784 for each hidden unit.",
    )
    images, _ = glyphs(40, size=28, noise=0.3, seed=3)
    samples_stay_apart(model, images[:3])
    begins_undecided(model, images, 10)
    gradients_reach(model, images)


def test_scores(learner):
    """The scores are raw, and a hidden layer bends them"""
    images, _ = glyphs(200, size=28, noise=0.3, seed=4)
    model = built(learner)
    model.eval()
    got = scores(model, images).detach()
    expect(
        not torch.allclose(got.exp().sum(dim=1), torch.ones(200), atol=1e-3)
        and not torch.allclose(got.sum(dim=1), torch.ones(200), atol=1e-3),
        "The ten values of each picture are chances already (or their logarithms). Cross-entropy applies "
        "log-softmax itself and wants raw scores; what stands at the end of your model?",
    )
    other = images.flip(0)
    halfway = scores(model, (images + other) / 2).detach()
    expect(
        not torch.allclose(halfway, (got + got.flip(0)) / 2, atol=1e-4),
        "Halfway between two pictures the scores are exactly the mean of both: linear layers in a row are one linear "
        "layer. What belongs between them?",
    )


def test_loop(ledger):
    """Every step uses the gradients of its own batch"""
    expect(
        ledger.step >= 100 or not ledger.step,
        f"The script made {ledger.step} steps in all. In batches of 64, one epoch over 6000 pictures makes 94. "
        "Does the step stand inside the loop over the batches?",
    )
    steps_are_sound(ledger)


def test_learns(learner):
    """84 % of 2000 fresh digits are right"""
    images, labels = glyphs(2000, size=28, noise=0.3, seed=901)
    built(learner)
    expect(learner.model is not None, "The script's `model` is None; it should be what `make_model` returns.")
    scores(learner.model, images[:2])  # first, for its sentences on the shapes
    share = accuracy(learner.model, images, labels)
    expect(
        share >= 0.2,
        f"The script's `model` gets {share:.0%} of fresh digits right; guessing gets 10 %. "
        "Does the curve fall at all? Does the optimiser hold the parameters of the model that `train` was given?",
    )
    expect(
        share >= TARGET,
        f"The script's `model` gets {share:.0%} of fresh digits right; it should be 84 %. "
        "It learns, but not enough. Where does the curve stand at the end: is it still falling?",
    )
