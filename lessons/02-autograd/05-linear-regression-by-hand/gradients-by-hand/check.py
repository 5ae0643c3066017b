import torch

from tutor.check import approx, expect, fail, names_used
from tutor.data import line


def reference(w, b, x, y):
    """Both gradients by autograd, in float64."""
    w = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(b, dtype=torch.float64, requires_grad=True)
    return tuple(g.item() for g in torch.autograd.grad(((w * x + b - y) ** 2).mean(), (w, b)))


def ask(learner, w, b, x, y):
    result = learner.gradients(w, b, x, y)
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
        expect(
            isinstance(value, (int, float, torch.Tensor)),
            f"`gradients` returned {value!r} for {name}; it should be one number.",
        )
    return tuple(value.item() if isinstance(value, torch.Tensor) else value for value in result)


def same(got, want):
    return approx(got, want, 1e-3 * max(1.0, abs(want)))


def test_both(learner):
    """Both gradients are those of autograd, at 20 random places"""
    generator = torch.Generator().manual_seed(5)
    for trial in range(20):
        x, y = line(40, seed=100 + trial)
        w, b = (4 * torch.randn(2, generator=generator)).tolist()
        want = reference(w, b, x, y)
        got = ask(learner, w, b, x, y)
        if same(got[0], want[1]) and same(got[1], want[0]):
            fail("You return both gradients the other way round: first the one for w, then the one for b.")
        expect(
            not (same(got[0], want[1]) and same(got[1], want[1])),
            "The gradient you give for w is the one with respect to b. "
            "By how much does the error of a point change when w grows?",
        )
        for name, mine, right in zip("wb", got, want):
            compare(name, mine, right, f"At w = {w:.2f}, b = {b:.2f} the gradient for {name} is {right:.3f}", len(x))


def compare(name, mine, right, place, n):
    if same(mine, right):
        return
    seen = f"{place}; you give {mine:.3f}"
    if same(mine, right / 2):
        fail(f"{seen}, half the right one. What is the slope of a square?")
    if same(mine, right * n):
        fail(f"{seen}, {n} times the right one, for {n} points. Is the loss a sum or a mean?")
    if same(mine, -right):
        fail(f"{seen}, the right size with the wrong sign. Is the error prediction minus target, or the other way?")
    fail(f"{seen}. Work it out for a single point on paper, then compare with that.")


def test_no_autograd(tree):
    """No autograd is used"""
    used = {"backward", "autograd", "requires_grad", "grad", "requires_grad_"} & names_used(tree)
    expect(not used, f"Your code asks autograd (`{min(used, default='')}`). This time, write the two formulas.")
