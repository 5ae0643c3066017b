import torch

from tutor.check import approx, expect


def walk(rate, steps=1):
    """Where gradient descent on x² is after some steps from 1."""
    x = 1.0
    for _ in range(steps):
        x = x - rate * 2 * x
    return x


def answer(learner, name):
    value = getattr(learner, name)
    expect(value is not None, f"{name} is still None: write a number.")
    if isinstance(value, torch.Tensor) and value.numel() == 1:
        value = value.item()
    text = f"the text {value!r}" if isinstance(value, str) else repr(value)
    expect(
        isinstance(value, (int, float)) and not isinstance(value, bool),
        f"{name} is {text}: write a number, without quotes.",
    )
    return value


def judge_step(learner, name, rate):
    value, truth = answer(learner, name), walk(rate)
    seen = f"{name} is not {value:g}. "
    expect(not approx(value, 1 + 2 * rate, 1e-6), f"{seen}That is a step uphill. Which sign has the step?")
    expect(
        not approx(value, 1 - rate, 1e-6),
        f"{seen}You took away {rate} · 1. The slope of x² is 2x: how much is that at x = 1?",
    )
    expect(
        approx(value, truth, 1e-6),
        f"{seen}Write down the slope at x = 1, multiply it by {rate}, and take that away from 1.",
    )


def test_a(learner):
    """a: one step with 0.1"""
    judge_step(learner, "a", 0.1)


def test_b(learner):
    """b: one step with 0.9"""
    judge_step(learner, "b", 0.9)


def test_c(learner):
    """c: one step with 1.1"""
    judge_step(learner, "c", 1.1)


def test_d(learner):
    """d: the rate that never comes to rest"""
    value = answer(learner, "d")
    rates = (0.1, 0.9, 1.1)
    expect(any(approx(value, rate, 1e-9) for rate in rates), "d should be one of the three: 0.1, 0.9 or 1.1.")
    truth = max(rates, key=lambda rate: abs(walk(rate, 100)))
    expect(
        approx(value, truth, 1e-9),
        f"After 100 steps with {value:g} the walk is {abs(walk(value, 100)):.0e} from the bottom: it came to rest. "
        "Follow each walk for two steps, and compare the distances from 0.",
    )


def test_e(learner):
    """e: 100 steps with a rate of 1"""
    value = answer(learner, "e")
    truth = walk(1.0, 100)
    expect(
        not approx(value, -truth, 1e-6),
        "e is not -1: there the walk is after one step, and after every odd number of steps. Is 100 odd?",
    )
    expect(
        approx(value, truth, 1e-6),
        f"e is not {value:g}. Make two steps on paper, each from where the last one ended. What will the third do?",
    )
