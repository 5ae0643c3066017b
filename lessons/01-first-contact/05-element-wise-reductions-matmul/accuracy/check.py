import torch

from tutor.check import CheckFailed, approx, expect, fail


def ask(learner, logits, y):
    try:
        got = learner.accuracy(logits, y)
    except CheckFailed as failed:
        text = str(failed)
        if "could not infer output dtype" in text or "dtype must be either a floating point" in text:
            fail("`mean` refuses yes and no. Turn them into numbers with a point first: which call does that?")
        if "size of tensor a" in text:
            fail(
                "Two shapes did not fit in your comparison. There should be one answer for each sample: "
                "which axis does your `argmax` let go?"
            )
        raise
    expect(got is not None, "`accuracy` returned None. Does it end with `return`?")
    if isinstance(got, torch.Tensor) and got.numel() != 1:
        fail(
            f"`accuracy` returned a tensor of shape {tuple(got.shape)}; it should be one number for all samples. "
            "What turns many yes and no into a share?"
        )
    number = isinstance(got, (int, float, torch.Tensor)) and not isinstance(got, bool)
    expect(number, f"`accuracy` returned {got!r}; it should be a number from 0 to 1.")
    return got.item() if isinstance(got, torch.Tensor) else got


def judge(got, logits, y):
    n, classes = logits.shape
    right = int((logits.argmax(dim=1) == y).sum())
    if approx(got, right / n, 1e-5):
        return
    seen = f"{right} of {n} samples are right, a share of {right / n:.4f}; you say {got:.6g}. "
    if n == classes:
        if approx(got, (logits.argmax(dim=0) == y).float().mean().item(), 1e-5):
            fail(seen + "You took, for each class, the sample with the most of it. Which axis should `argmax` let go?")
    if approx(got, right, 1e-5):
        fail(seen + "That is the count. A share is comparable between large and small data: divide.")
    if approx(got, 100 * right / n, 1e-3):
        fail(seen + "That is in percent; asked is a number from 0 to 1.")
    if approx(got, right / classes, 1e-5):
        fail(seen + f"You divided by {classes}, the number of classes. How many samples are there?")
    if 0 < right < n and approx(got, 1 - right / n, 1e-5):
        fail(seen + "That is the share of wrong ones. Look at the comparison.")
    fail(seen + "Follow one sample on paper: its winner, its label, its part of the share.")


def draw(n, classes):
    logits = torch.randn(n, classes)
    y = torch.where(torch.rand(n) < 0.6, logits.argmax(dim=1), torch.randint(0, classes, (n,)))
    return logits, y


def test_as_many_classes_as_samples(learner):
    """It is right where there are as many classes as samples"""
    for n in (12, 17, 30):
        logits, y = draw(n, n)
        judge(ask(learner, logits, y), logits, y)


def test_random(learner):
    """It is right for 20 random sizes"""
    for _ in range(20):
        n, classes = int(torch.randint(1, 60, ())), int(torch.randint(2, 9, ()))
        logits, y = draw(n, classes)
        judge(ask(learner, logits, y), logits, y)


def test_edges(learner):
    """All right is 1, all wrong is 0, one sample is enough"""
    logits = torch.randn(7, 3)
    best = logits.argmax(dim=1)
    for data, labels in ((logits, best), (logits, (best + 1) % 3), (logits[:1], best[:1])):
        judge(ask(learner, data, labels), data, labels)


def test_negative(learner):
    """It is right where all logits are negative"""
    logits = -torch.rand(30, 4) - 1
    y = torch.randint(0, 4, (30,))
    judge(ask(learner, logits, y), logits, y)
