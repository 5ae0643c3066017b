import torch

from tutor.check import approx, expect, fail, forbid, gradients_of, matches
from tutor.data import line


def right(w, b, x, y):
    """Both gradients by autograd, in float64."""
    places = (torch.tensor(value, dtype=torch.float64) for value in (w, b))
    return tuple(g.item() for g in gradients_of(lambda w, b: ((w * x + b - y) ** 2).mean())(*places))


def place(draw):
    """A line somewhere, and forty points."""
    x, y = line(40, seed=100 + draw.integer(0, 40))
    return draw.number(-8, 8), draw.number(-8, 8), x, y


def asked(learner):
    """The learner's function, once it returns two numbers."""

    def gradients(*arguments):
        result = learner.gradients(*arguments)
        expect(
            isinstance(result, (tuple, list)) and len(result) == 2,
            "`gradients` should return two values: first the one for w, then the one for b.",
        )
        for name, value in zip("wb", result):
            if isinstance(value, torch.Tensor) and value.numel() > 1:
                fail(
                    f"The gradient for {name} has shape {tuple(value.shape)}: one number for each point. "
                    "The loss is a mean; so is its gradient."
                )
        return result

    return gradients


def same(got, want):
    return approx(got, want, 1e-3 * max(1.0, abs(want)))


def explain(got, want, w, b, x, y):
    if same(got[0], want[1]) and same(got[1], want[0]):
        fail("You return both gradients the other way round: first the one for w, then the one for b.")
    expect(
        not (same(got[0], want[1]) and same(got[1], want[1])),
        "The gradient you give for w is the one with respect to b. "
        "By how much does the error of a point change when w grows?",
    )
    for name, mine, gradient in zip("wb", got, want):
        if same(mine, gradient):
            continue
        seen = f"At w = {w:.2f}, b = {b:.2f} the gradient for {name} is {gradient:.3f}; you give {float(mine):.3f}"
        if same(mine, gradient / 2):
            fail(f"{seen}, half the right one. What is the slope of a square?")
        if same(mine, gradient * len(x)):
            fail(f"{seen}, {len(x)} times the right one, for {len(x)} points. Is the loss a sum or a mean?")
        if same(mine, -gradient):
            fail(f"{seen}, the right size with the wrong sign. Is the error prediction minus target, or the other way?")
        fail(f"{seen}. Work it out for a single point on paper, then compare with that.")


def test_both(learner):
    """Both gradients are those of autograd, at 20 random places"""
    parts = ["The gradient for w", "The gradient for b"]
    matches(asked(learner), right, place, parts=parts, rtol=1e-3, atol=1e-3, explain=explain)


def test_no_autograd(tree):
    """No autograd is used"""
    forbid(
        tree,
        "Your code asks autograd (`{found}`). This time, write the two formulas.",
        names={"backward", "autograd", "requires_grad", "grad", "requires_grad_"},
    )
