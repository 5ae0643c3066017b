import torch

from tutor.check import approx, expect, fail, matches


def share(logits, y):
    return (logits.argmax(dim=1) == y).float().mean().item()


def asked(learner):
    """The learner's function, once it returns one number."""

    def accuracy(logits, y):
        got = learner.accuracy(logits, y)
        if isinstance(got, torch.Tensor) and got.numel() != 1:
            fail(
                f"`accuracy` returned a tensor of shape {tuple(got.shape)}; it should be one number for all samples. "
                "What turns many yes and no into a share?"
            )
        number = isinstance(got, (int, float, torch.Tensor)) and not isinstance(got, bool)
        expect(got is None or number, f"`accuracy` returned {got!r}; it should be a number from 0 to 1.")
        return got.item() if isinstance(got, torch.Tensor) else got

    return accuracy


def name_the_mistake(got, want, logits, y):
    n, classes = logits.shape
    right = round(want * n)
    seen = f"{right} of {n} samples are right, a share of {want:.4f}; you say {got:.6g}. "
    if n == classes and approx(got, (logits.argmax(dim=0) == y).float().mean().item(), 1e-5):
        fail(seen + "You took, for each class, the sample with the most of it. Which axis should `argmax` let go?")
    if approx(got, right, 1e-5):
        fail(seen + "That is the count. A share is comparable between large and small data: divide.")
    if approx(got, 100 * want, 1e-3):
        fail(seen + "That is in percent; asked is a number from 0 to 1.")
    if approx(got, right / classes, 1e-5):
        fail(seen + f"You divided by {classes}, the number of classes. How many samples are there?")
    if 0 < right < n and approx(got, 1 - want, 1e-5):
        fail(seen + "That is the share of wrong ones. Look at the comparison.")
    fail(seen + "Follow one sample on paper: its winner, its label, its part of the share.")


def judge(learner, case, draws=20):
    matches(
        asked(learner),
        share,
        case,
        draws=draws,
        rtol=0,
        atol=1e-5,
        explain=name_the_mistake,
        refusals=[
            (part, "`mean` refuses yes and no. Turn them into numbers with a point first: which call does that?")
            for part in ("could not infer output dtype", "dtype must be either a floating point")
        ]
        + [
            (
                "size of tensor a",
                "Two shapes did not fit in your comparison. There should be one answer for each sample: "
                "which axis does your `argmax` let go?",
            )
        ],
    )


def mixed(draw, n, classes):
    """Scores of which more than half are right."""
    logits = draw.floats(n, classes)
    return logits, torch.where(draw.floats(n, low=0, high=1) < 0.6, logits.argmax(dim=1), draw.labels(n, classes))


def test_as_many_classes_as_samples(learner):
    """It is right where there are as many classes as samples"""

    def square(draw):
        n = draw.integer(5, 30)
        return mixed(draw, n, n)

    judge(learner, square, draws=5)


def test_random(learner):
    """It is right for 20 random sizes"""
    judge(learner, lambda draw: mixed(draw, draw.integer(1, 59), draw.integer(2, 8)))


def test_edges(learner):
    """All right is 1, all wrong is 0, one sample is enough"""

    def edge(draw):
        logits = draw.floats(draw.one_of(1, 7), 3)
        return logits, (logits.argmax(dim=1) + draw.integer(0, 1)) % 3

    judge(learner, edge)


def test_negative(learner):
    """It is right where all logits are negative"""

    def negative(draw):
        logits, y = mixed(draw, draw.integer(2, 30), 4)
        return logits - 10, y

    judge(learner, negative)
