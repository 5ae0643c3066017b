import torch
from torch.nn import functional as F

from tutor.check import expect, floats, forbid, gradient_matches, matches

LIBRARY = {
    "MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss",
}  # fmt: skip


def pair(draw):
    """A prediction and a target of one shape."""
    shape = draw.one_of(("n",), ("n", 1), ("n", 3), (2, "n", 4))
    return draw.floats(*shape, scale=3), draw.floats(*shape)


def judge(learner, name, reference, mistakes, *extra):
    """Values, then gradients; ``mistakes`` are functions of prediction, target and error."""

    def loss(prediction, target):
        got = getattr(learner, name)(prediction, target, *extra)
        expect(
            not isinstance(got, float),
            f"{name} returned a Python number; autograd can't go back from that. Return the tensor.",
        )
        expect(
            not isinstance(got, torch.Tensor) or got.shape == (),
            f"{name} returned shape {tuple(getattr(got, 'shape', ()))}; a loss is one number. What makes one of many here?",
        )
        return got

    def right(prediction, target):
        return reference(prediction, target)

    loss.__name__ = name
    known = [
        (lambda prediction, target, wrong=wrong: wrong(prediction, target, prediction - target), sentence)
        for wrong, sentence in mistakes
    ]
    tolerance = {"rtol": 1e-4, "atol": 1e-4, "sizes": {"n": (1, 7)}}
    matches(loss, right, pair, dtype=False, mistakes=known, **tolerance)
    gradient_matches(
        getattr(learner, name),
        lambda prediction, target, *_: right(prediction, target),
        lambda draw: (*pair(draw), *extra),
        **tolerance,
    )


def test_mse(learner):
    """mse is the mean of the squared errors"""
    judge(
        learner,
        "mse",
        F.mse_loss,
        (
            (
                lambda p, t, e: (e**2).sum(),
                "The squares are right, but you added them up. The mean does not grow with the data.",
            ),
            (
                lambda p, t, e: (e**2).mean().sqrt(),
                "You took the root as well, which makes the RMSE. The MSE stays squared.",
            ),
            (
                lambda p, t, e: e.mean() ** 2,
                "You squared the mean: errors of both signs cancel out. So square each error first.",
            ),
            (
                lambda p, t, e: e.mean(),
                "You took the mean of the errors: those above and below cancel out. What is missing?",
            ),
            (
                lambda p, t, e: e.abs().mean(),
                "That is the mean of the sizes. Which operation makes large errors count most?",
            ),
            (lambda p, t, e: (e**2).mean() / 2, "Your result is half of the MSE. Where does the 2 come from?"),
        ),
    )


def test_mae(learner):
    """mae is the mean of the sizes of the errors"""
    judge(
        learner,
        "mae",
        F.l1_loss,
        (
            (
                lambda p, t, e: e.mean().abs(),
                "You took the size of the mean: errors of both signs cancel out before. Which comes first?",
            ),
            (
                lambda p, t, e: e.mean(),
                "You took the mean of the errors: those above and below cancel out. What is missing?",
            ),
            (lambda p, t, e: e.abs().sum(), "The sizes are right, but you added them up. Take their mean."),
        ),
    )


def huber_mistakes(delta):
    def near(e):
        return e**2 / 2

    def far(e):
        return delta * (e.abs() - delta / 2)

    def small(e):
        return e.abs() <= delta

    return (
        (
            lambda p, t, e: torch.where(small(e), 2 * near(e), far(e)).mean(),
            "Near 0 it should be half of the square: then both parts meet.",
        ),
        (
            lambda p, t, e: torch.where(small(e), near(e), delta * e.abs()).mean(),
            "The straight part lies too high: at delta the two parts should meet. Compare both for an error of delta.",
        ),
        (
            lambda p, t, e: F.smooth_l1_loss(p, t, beta=delta),
            "Your result is Huber's divided by delta (the smooth L1 loss). Look at both formulas once more.",
        ),
        (
            lambda p, t, e: F.huber_loss(p, t),
            "Your huber does not use the `delta` it is given: it works as if delta were 1.",
        ),
        (
            lambda p, t, e: torch.where(e <= delta, near(e), delta * (e - delta / 2)).mean(),
            "Your huber treats large negative errors like small ones. Which of the two lines needs the size?",
        ),
        (
            lambda p, t, e: far(e).mean(),
            "You took the straight formula for all. Here each number by itself decides which formula it takes.",
        ),
        (
            lambda p, t, e: near(e).mean(),
            "You took the square formula for all. Beyond delta it should be straight.",
        ),
        (lambda p, t, e: e.mean(), "You took the mean of the errors. Which two formulas are wanted?"),
        (
            lambda p, t, e: torch.where(small(e), near(e), far(e)).sum(),
            "Each part is right, but you added them up. Take the mean.",
        ),
    )


def test_huber(learner):
    """huber is square up to delta and straight beyond"""
    for delta in (0.7, 1.0, 2.5):
        judge(
            learner,
            "huber",
            lambda p, t, delta=delta: F.huber_loss(p, t, delta=delta),
            huber_mistakes(delta),
            delta,
        )


def test_by_hand(tree):
    """No ready-made loss is used"""
    forbid(
        tree,
        "Your code calls `{found}`, which is the loss itself. Write it out this time.",
        names=LIBRARY,
    )
