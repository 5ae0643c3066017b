import random

import torch

from tutor.check import approx, expect, fail


def place(learner, f, x, learning_rate, steps):
    """Where the learner's walk ends, as a float."""
    value = learner.descend(f, x, learning_rate, steps)
    expect(value is not None, "descend returned None. It should return the place where the walk ends.")
    number = isinstance(value, (int, float)) or (
        isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex()
    )
    expect(number, f"descend returned {value!r}; it should be one number: the last x.")
    return float(value)


def random_valley(learner):
    """A parabola a (x - m)² + c as (function over there, a, m, c)."""
    a, m, c = random.uniform(0.5, 2), random.uniform(-2, 2), random.uniform(5, 9)
    return learner(f"lambda x: {a!r} * (x - {m!r}) * (x - {m!r}) + {c!r}"), a, m, c


def exact(a, m, x, learning_rate, steps):
    """The walk by the formula: every step multiplies the distance from the bottom by one factor."""
    return m + (x - m) * (1 - 2 * a * learning_rate) ** steps


def test_first_step(learner):
    """One step goes downhill, by learning rate × slope"""
    for _ in range(5):
        f, a, m, c = random_valley(learner)
        x = m + random.choice((-1, 1)) * random.uniform(1, 4)
        rate = random.uniform(0.05, 0.15)
        got, want = place(learner, f, x, rate, 1), exact(a, m, x, rate, 1)
        step = f"From x = {x:.3f}, where the slope is {2 * a * (x - m):.3f}, a step with rate {rate:.3f}"
        expect(not approx(got, x, 1e-9), f"{step} should move x, and it is still there. Is the new x kept?")
        expect(
            not approx(got, 2 * x - want, 1e-4),
            f"{step} went to {got:.3f}: just as far, but uphill. A positive slope rises to the right; where is down?",
        )
        expect(
            not approx(got, a * (want - m) ** 2 + c, 1e-4),
            f"{step} gave {got:.3f}: that is the height of the new place. Return the place itself.",
        )
        expect(
            approx(got, want, 1e-4),
            f"{step} should end at {want:.3f}; yours ends at {got:.3f}. "
            "How far should it go for a slope of 1, and how far for this slope?",
        )


def test_no_step(learner):
    """No steps: the walk ends where it began"""
    f, *_ = random_valley(learner)
    got = place(learner, f, 1.5, 0.1, 0)
    expect(got == 1.5, f"0 steps from 1.5 ended at {got:g}. How often should the loop go round?")


def test_each_step(learner):
    """Every step uses the slope of its own place"""
    for steps in (12, 3):
        f, a, m, _ = random_valley(learner)
        x, rate = m + 3.0, 0.08
        got, want = place(learner, f, x, rate, steps), exact(a, m, x, rate, steps)
        if approx(got, want, 1e-4):
            continue
        seen = f"{steps} steps should end at {want:.3f}; yours end at {got:.3f}"
        if approx(got, x - steps * rate * 2 * a * 3.0, 1e-4):
            fail(f"{seen}: every step was as long as the first. The slope changes as x does; when do you ask for it?")
        if approx(got, exact(a, m, x, rate, 1), 1e-4):
            fail(f"{seen}, where one step leads. Does the loop end too early?")
        if approx(got, exact(a, m, x, rate, steps - 1), 1e-4) or approx(got, exact(a, m, x, rate, steps + 1), 1e-4):
            fail(f"{seen}, which is one step too few or too many. Count the rounds of your loop.")
        fail(f'{seen}. Print x and the slope in every round, and compare with the page "One step".')


def test_rate(learner):
    """The learning rate that is given is the one that is used"""
    f, *_ = random_valley(learner)
    small, large = (place(learner, f, 4.0, rate, 1) for rate in (0.02, 0.06))
    expect(
        small != large or small == 4.0,
        f"With learning rates of 0.02 and 0.06 the first step ended at the same place, {small:.3f}. "
        "`descend` ignores its `learning_rate`; use the name instead of a number.",
    )


def test_reaches_the_bottom(learner):
    """With a small rate the height falls in every step, down to the bottom"""
    f = learner("lambda x: (x - 1) * (x - 1) + 0.1 * (x - 1) * (x - 1) * (x - 1) * (x - 1)")

    def height(x):
        return (x - 1) ** 2 + 0.1 * (x - 1) ** 4

    heights = [height(place(learner, f, 4.0, 0.05, steps)) for steps in range(8)]
    for number, (before, after) in enumerate(zip(heights, heights[1:]), start=1):
        expect(
            after < before,
            f"Step {number} should lead down, and the height went from {before:.3f} to {after:.3f}. "
            "Go against the slope of the present place.",
        )
    end = place(learner, f, 4.0, 0.05, 200)
    expect(approx(end, 1.0, 1e-3), f"200 small steps ended at {end:.3f}; the bottom is at 1. How often does it step?")
