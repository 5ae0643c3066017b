import torch

from tutor.check import approx, expect, fail, leaves_alone


def ema(values, beta):
    average, result = 0.0, []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        result.append(average / (1 - beta**t))
    return result


def uncorrected(values, beta):
    average, result = 0.0, []
    for value in values:
        average = beta * average + (1 - beta) * value
        result.append(average)
    return result


def from_the_first(values, beta):
    average, result = values[0], []
    for value in values:
        average = beta * average + (1 - beta) * value
        result.append(average)
    return result


def corrected_state(values, beta):
    average, result = 0.0, []
    for t, value in enumerate(values, start=1):
        average = (beta * average + (1 - beta) * value) / (1 - beta**t)
        result.append(average)
    return result


def same_power(values, beta):
    return [value / (1 - beta) for value in uncorrected(values, beta)]


def one_power_more(values, beta):
    return [value / (1 - beta ** (t + 1)) for t, value in enumerate(uncorrected(values, beta), start=1)]


MISTAKES = (
    (uncorrected, "starts far too low: the average begins at 0 and you return it as it is. Divide by 1 - beta ** t."),
    (
        from_the_first,
        "begins with the first value as if it had always been there, so that value counts far too much. "
        "Start the average at 0 and correct what you return.",
    ),
    (
        corrected_state,
        "goes wrong from the second value on: the corrected number went back into the average. "
        "Correct only what you return, and let the average go on as it is.",
    ),
    (
        lambda values, beta: ema(values, 1 - beta),
        "is that of 1 - beta: the new value gets the weight of the old average. Which of the two should beta multiply?",
    ),
    (same_power, "divides by 1 - beta each time. The power t grows with every value."),
    (
        one_power_more,
        "is a little too low at the start: count t from 1, so that the first value is divided by 1 - beta.",
    ),
)


def same(got, want):
    return len(got) == len(want) and all(approx(a, b, 1e-6 * max(1.0, abs(b))) for a, b in zip(got, want))


def ask(learner, values, beta):
    got = learner.smooth(list(values), beta)
    expect(got is not None, "`smooth` returned None. Does it end with `return`?")
    got = got.detach().flatten().tolist() if isinstance(got, torch.Tensor) else got
    expect(
        isinstance(got, (list, tuple)),
        f"`smooth` returned a {type(got).__name__}; it should return a list with a number for each value.",
    )
    expect(
        len(got) == len(values),
        f"`smooth` returned {len(got)} numbers for {len(values)} values; it should be one for each.",
    )
    return list(got)


def judge(learner, values, beta):
    got, want = ask(learner, values, beta), ema(values, beta)
    if same(got, want):
        return
    shown = ", ".join(f"{value:g}" for value in values[:4]) + (", …" if len(values) > 4 else "")
    for mistake, sentence in MISTAKES if beta else ():
        if same(got, mistake(values, beta)):
            fail(f"smooth([{shown}], {beta:g}) {sentence}")
    place = next(i for i, (a, b) in enumerate(zip(got, want)) if not approx(a, b, 1e-6 * max(1.0, abs(b))))
    fail(
        f"smooth([{shown}], {beta:g}) has {got[place]!r} in place {place}; it should be {want[place]:.6g}. "
        "Work out the first two values on paper and compare."
    )


def numbers(n, seed):
    return torch.randn(n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).add(3).tolist()


def test_values(learner):
    """Every value is the corrected average of those so far"""
    for seed, (n, beta) in enumerate(((6, 0.9), (12, 0.5), (40, 0.98), (5, 0.7))):
        judge(learner, numbers(n, seed), beta)


def test_constant(learner):
    """A constant stays what it is, from the first value on"""
    judge(learner, [2.5] * 6, 0.9)


def test_edges(learner):
    """beta 0 changes nothing; one value and no value work"""
    judge(learner, numbers(5, 9), 0.0)
    judge(learner, [4.0], 0.9)
    expect(ask(learner, [], 0.9) == [], "Without any value the result should be an empty list.")


def test_new_list(learner):
    """The list that was given is left alone"""
    leaves_alone(
        learner.smooth,
        [3.0, 1.0, 2.0],
        0.9,
        feedback="After `smooth(values, 0.9)` the list `values` has changed. Whoever gave it may still need it: "
        "put the results into a new list.",
    )
