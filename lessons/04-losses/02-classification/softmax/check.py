import torch

from tutor.check import close, expect, fail, names_used


def ask(learner, logits):
    got = learner.softmax(logits)
    expect(got is not None, "softmax returned None. Does it end with `return`?")
    expect(
        isinstance(got, torch.Tensor) and not got.is_complex(),
        f"softmax returned a {type(got).__name__}; it should be a tensor of floats of the shape of logits.",
    )
    return got


def near(got, want):
    return got.shape == want.shape and torch.allclose(got.double(), want.double(), rtol=1e-3, atol=1e-4)


def test_values(learner):
    """The probabilities of random rows are right"""
    generator = torch.Generator().manual_seed(21)
    for n, k in ((4, 3), (1, 5), (6, 2), (3, 3), (16, 10)):
        logits = 2 * torch.randn(n, k, generator=generator)
        got, want = ask(learner, logits), logits.softmax(dim=1)
        if not near(got, want) and got.shape == want.shape:
            name_the_mistake(got.double(), want.double(), logits)
        close(got, want, f"softmax of {n} rows with {k} scores", rtol=1e-4, atol=1e-5)


def name_the_mistake(got, want, logits):
    if near(got, logits.softmax(dim=0)):
        fail("Your columns sum to 1; the rows should. Along which axis do you add?")
    if len(got) > 1 and abs(got.sum().item() - 1) < 1e-3:
        fail("The whole table sums to 1; every row should by itself. Keep the sum of each row apart.")
    if near(got, want / want.amax(dim=1, keepdim=True)):
        fail("You divided by the largest of a row, so that it became 1. What should the row sum to?")
    if near(got.sum(dim=1), torch.ones(len(got))) and not near(got, want):
        order = torch.equal(got.argsort(dim=1), want.argsort(dim=1))
        fail(
            "Every row sums to 1, but the shares are not those of softmax"
            + (": it looks as if the scores were shared out without `exp`." if order else ".")
            + " What makes a score positive here?"
        )


def test_large(learner):
    """Scores of 10 000 do no harm"""
    logits = torch.tensor([[10_000.0, 9_999.0, 0.0], [0.0, 88.0, 89.0], [-10_000.0, -10_001.0, -10_000.0]])
    got = ask(learner, logits)
    expect(
        got.shape != logits.shape or not got.isnan().any(),
        "Your result holds nan: exp of a large score is inf, or all of a row's become 0, and inf / inf and 0 / 0 are "
        "nan. Only differences in a row count; what could you take away first?",
    )
    close(
        got,
        logits.softmax(dim=1),
        "softmax of large scores",
        rtol=5e-3,  # near 10 000 a float32 is right to 0.0005, so the logarithm of a sum is, too
        atol=1e-4,
        feedback="With large scores the probabilities are not those expected below. Scores may be shifted, "
        "but not cut: the differences in a row must stay.",
    )


def test_rows_apart(learner):
    """A row doesn't care how large the others are"""
    logits = torch.tensor([[1000.0, 999.0], [0.0, 1.0], [-1000.0, -1002.0]])
    got = ask(learner, logits)
    close(
        got,
        logits.softmax(dim=1),
        "softmax",
        rtol=1e-4,
        atol=1e-5,
        feedback="With rows of very different size the probabilities are wrong. Each row needs a shift of its own: "
        "one that fits the largest row drives all `exp` of a small one to 0.",
    )


def test_input_stays(learner):
    """logits stays as it is"""
    before = torch.tensor([[0.5, 1.0], [2.0, -1.0]])
    after = learner("lambda logits: (softmax(logits), logits)[1]")(before)
    expect(
        torch.equal(before, after),
        "After the call logits itself holds other numbers: `-=` and methods that end in `_` change a tensor in place. "
        "Make a new one.",
    )


def test_by_hand(tree, source):
    """Your own arithmetic does it"""
    library = {"log_softmax", "Softmax", "LogSoftmax", "sigmoid", "softmin"} & names_used(tree)
    called = [c for c in ("torch.softmax(", "F.softmax(", "functional.softmax(", "s.softmax(") if c in source]
    found = sorted(library) + [c.rstrip("(") for c in called]
    expect(
        not found,
        f"Your code calls `{found[0] if found else ''}`, which does the work. This time, build it from `exp`.",
    )
