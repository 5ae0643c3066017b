import torch

from tutor.check import CheckFailed, approx, expect, fail

# w² / 2 + cos(w), in float32, by autograd on this side
HILLY = "lambda w: w * w / 2 + w.cos() * 2"


def reference(start, rate, steps, *, forget=True):
    """Where descent on HILLY leads; with ``forget`` False the gradients add up."""
    w, added = torch.tensor(start, dtype=torch.float64), 0.0
    for _ in range(steps):
        slope = w - 2 * w.sin()
        added = slope + (0.0 if forget else added)
        w = w - rate * added
    return w.item()


def ask(learner, start, rate, steps):
    """(is_leaf, requires_grad, w) of what the learner returns."""
    learner.descend  # if it is missing, this says so
    try:
        leaf, requires_grad, w = learner(
            "(lambda w: (getattr(w, 'is_leaf', None), getattr(w, 'requires_grad', None), w))"
            f"(descend({HILLY}, {start}, {rate}, {steps}))"
        )
    except CheckFailed as failed:
        name_the_exception(str(failed), steps)
        raise
    expect(w is not None, "descend returned None. Does it end with `return w`?")
    number = isinstance(w, torch.Tensor) and w.numel() == 1
    expect(number, f"descend returned {w!r}; it should be the tensor w, with one number.")
    return leaf, requires_grad, w.item()


def name_the_exception(text, steps):
    if "NoneType" in text:
        fail(
            f"In {steps} steps `.grad` was None when the update came to read it: w is not the tensor that "
            "`backward()` fills. Print `w.is_leaf` after each round."
        )
    if "does not require grad" in text:
        fail(
            "After an update nothing requires a gradient any more, so the next `backward()` finds no notes. "
            "The update should leave w the tensor it was."
        )
    if "in-place operation" in text:
        fail("The update changes w in place while notes are taken. Which block switches the notes off?")


def test_first_step(learner):
    """The first step goes downhill"""
    _, _, w = ask(learner, 2.5, 0.1, 1)
    want = reference(2.5, 0.1, 1)
    expect(
        approx(w, want, 1e-4),
        f"One step from 2.5 with rate 0.1 should end at {want:.4f}; yours ends at {w:.4f}. "
        "The size of the step was right in the script you were given.",
    )


def test_many_steps(learner):
    """Every step moves w, by the gradient of its own place"""
    for steps in (2, 5, 40):
        _, _, w = ask(learner, 2.5, 0.1, steps)
        want = reference(2.5, 0.1, steps)
        seen = f"{steps} steps from 2.5 should end at {want:.4f}; yours end at {w:.4f}"
        if approx(w, want, 1e-3):
            continue
        if approx(w, reference(2.5, 0.1, 1), 1e-4):
            fail(f"{seen}, where one step leads. From the second step on nothing moves; is there a gradient?")
        if approx(w, reference(2.5, 0.1, steps, forget=False), 1e-3):
            fail(f"{seen}: the gradients added up from step to step. Clear them in each round.")
        fail(f"{seen}. Print w and `w.grad` in every round.")


def test_leaf(learner):
    """w is a leaf that requires a gradient, at the end too"""
    for steps in (1, 3):
        leaf, requires_grad, _ = ask(learner, 2.5, 0.1, steps)
        expect(
            leaf,
            f"After {steps} step{'s' if steps > 1 else ''} w is no leaf: its notes lead back through every update to "
            "the first w, and grow with each step. The update should take no notes.",
        )
        expect(requires_grad, "At the end w requires no gradient any more: nobody could train on from here.")
