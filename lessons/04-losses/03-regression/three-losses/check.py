import torch
from torch.nn import functional as F

from tutor.check import approx, close, expect, fail, names_used

GRADIENT = """
lambda name, p, *rest: (lambda loss: (
    __import__('torch').autograd.grad(loss, p)[0] if getattr(loss, 'requires_grad', False) else None
))(globals()[name](p.requires_grad_(), *rest))
"""
LIBRARY = {
    "MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "mse_loss", "l1_loss", "huber_loss", "smooth_l1_loss",
}  # fmt: skip


def samples():
    generator = torch.Generator().manual_seed(61)
    for shape in ((6,), (5, 1), (4, 3), (2, 3, 4)):
        yield 3 * torch.randn(shape, generator=generator), torch.randn(shape, generator=generator)


def ask(learner, name, *arguments):
    got = getattr(learner, name)(*arguments)
    expect(got is not None, f"{name} returned None. Does it end with `return`?")
    expect(
        not isinstance(got, float),
        f"{name} returned a Python number; autograd can't go back from that. Return the tensor.",
    )
    expect(
        isinstance(got, torch.Tensor) and not got.is_complex(),
        f"{name} returned a {type(got).__name__}; it should be a tensor without axes.",
    )
    expect(
        got.shape == (),
        f"{name} returned shape {tuple(got.shape)}; a loss is one number. What makes one of many here?",
    )
    return got.item()


def judge(learner, name, reference, mistakes, *extra):
    for p, t in samples():
        got, want = ask(learner, name, p, t, *extra), reference(p, t).item()
        if not approx(got, want, 1e-4):
            for value, sentence in mistakes(p, t, p - t):
                if approx(got, float(value), 1e-4):
                    fail(sentence)
        close(got, want, f"{name} for shape {tuple(p.shape)}", rtol=1e-4, atol=1e-4)
        got = learner(GRADIENT)(name, p, t, *extra)
        expect(
            isinstance(got, torch.Tensor),
            f"The result of {name} has lost its notes: autograd can't go back to the prediction. "
            "Look for `item`, `detach`, `no_grad` or a tensor made afresh.",
        )
        p = p.clone().requires_grad_()
        want = torch.autograd.grad(reference(p, t), p)[0]
        close(got, want, f"The gradient of {name} for shape {tuple(p.shape)}", rtol=1e-3, atol=1e-5)


def test_mse(learner):
    """mse is the mean of the squared errors"""
    judge(
        learner,
        "mse",
        F.mse_loss,
        lambda p, t, e: (
            ((e**2).sum(), "The squares are right, but you added them up. The mean does not grow with the data."),
            ((e**2).mean().sqrt(), "You took the root as well, which makes the RMSE. The MSE stays squared."),
            (e.mean() ** 2, "You squared the mean: errors of both signs cancel out. So square each error first."),
            (e.mean(), "You took the mean of the errors: those above and below cancel out. What is missing?"),
            (e.abs().mean(), "That is the mean of the sizes. Which operation makes large errors count most?"),
            ((e**2).mean() / 2, "Your result is half of the MSE. Where does the 2 come from?"),
        ),
    )


def test_mae(learner):
    """mae is the mean of the sizes of the errors"""
    judge(
        learner,
        "mae",
        F.l1_loss,
        lambda p, t, e: (
            (
                e.mean().abs(),
                "You took the size of the mean: errors of both signs cancel out before. Which comes first?",
            ),
            (e.mean(), "You took the mean of the errors: those above and below cancel out. What is missing?"),
            (e.abs().sum(), "The sizes are right, but you added them up. Take their mean."),
        ),
    )


def huber_mistakes(delta):
    def mistakes(p, t, e):
        size = e.abs()
        near, far, small = size**2 / 2, delta * (size - delta / 2), size <= delta
        return (
            (torch.where(small, 2 * near, far).mean(), "Near 0 it should be half of the square: then both parts meet."),
            (
                torch.where(small, near, delta * size).mean(),
                "The straight part lies too high: at delta the two parts should meet. Compare both for an error of delta.",
            ),
            (
                F.smooth_l1_loss(p, t, beta=delta),
                "Your result is Huber's divided by delta (the smooth L1 loss). Look at both formulas once more.",
            ),
            (F.huber_loss(p, t), "Your huber does not use the `delta` it is given: it works as if delta were 1."),
            (
                torch.where(e <= delta, near, delta * (e - delta / 2)).mean(),
                "Your huber treats large negative errors like small ones. Which of the two lines needs the size?",
            ),
            (
                far.mean(),
                "You took the straight formula for all. Here each number by itself decides which formula it takes.",
            ),
            (near.mean(), "You took the square formula for all. Beyond delta it should be straight."),
            (e.mean(), "You took the mean of the errors. Which two formulas are wanted?"),
            (torch.where(small, near, far).sum(), "Each part is right, but you added them up. Take the mean."),
        )

    return mistakes


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
    used = LIBRARY & names_used(tree)
    expect(not used, f"Your code calls `{min(used, default='')}`, which is the loss itself. Write it out this time.")
