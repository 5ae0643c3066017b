import torch

from tutor.check import close, expect, fail, floats, forbid, leaves_alone, matches


def reference(logits):
    return logits.softmax(dim=1)


def near(got, want):
    return torch.allclose(got.double(), want.double(), rtol=1e-3, atol=1e-4)


MISTAKES = (
    (lambda logits: logits.softmax(dim=0), "Your columns sum to 1; the rows should. Along which axis do you add?"),
    (
        lambda logits: reference(logits) / reference(logits).amax(dim=1, keepdim=True),
        "You divided by the largest of a row, so that it became 1. What should the row sum to?",
    ),
)


def name_the_shares(got, want, logits):
    """Tables or rows that sum to 1, in another way than softmax's."""
    expect(
        len(got) == 1 or abs(got.sum().item() - 1) > 1e-3,
        "The whole table sums to 1; every row should by itself. Keep the sum of each row apart.",
    )
    if logits.shape[1] > 1 and near(got.sum(dim=1), torch.ones(len(got))) and not near(got, logits.softmax(dim=0)):
        order = torch.equal(got.argsort(dim=1), want.argsort(dim=1))
        fail(
            "Every row sums to 1, but the shares are not those of softmax"
            + (": it looks as if the scores were shared out without `exp`." if order else ".")
            + " What makes a score positive here?"
        )


def test_values(learner):
    """The probabilities of random rows are right"""
    matches(
        learner.softmax,
        reference,
        floats("n", "k", scale=2),
        sizes={"n": (1, 9), "k": (2, 10)},
        rtol=1e-4,
        atol=1e-5,
        mistakes=MISTAKES,
        explain=name_the_shares,
    )


def test_large(learner):
    """Scores of 10 000 do no harm"""
    logits = torch.tensor([[10_000.0, 9_999.0, 0.0], [0.0, 88.0, 89.0], [-10_000.0, -10_001.0, -10_000.0]])
    got = learner.softmax(logits)
    expect(
        not (isinstance(got, torch.Tensor) and got.shape == logits.shape and got.isnan().any()),
        "Your result holds nan: exp of a large score is inf, or all of a row's become 0, and inf / inf and 0 / 0 are "
        "nan. Only differences in a row count; what could you take away first?",
    )
    close(
        got,
        reference(logits),
        "softmax of large scores",
        rtol=5e-3,  # near 10 000 a float32 is right to 0.0005, so the logarithm of a sum is, too
        atol=1e-4,
        feedback="With large scores the probabilities are not those expected below. Scores may be shifted, "
        "but not cut: the differences in a row must stay.",
    )


def test_rows_apart(learner):
    """A row doesn't care how large the others are"""
    logits = torch.tensor([[1000.0, 999.0], [0.0, 1.0], [-1000.0, -1002.0]])
    close(
        learner.softmax(logits),
        reference(logits),
        "softmax",
        rtol=1e-4,
        atol=1e-5,
        feedback="With rows of very different size the probabilities are wrong. Each row needs a shift of its own: "
        "one that fits the largest row drives all `exp` of a small one to 0.",
    )


def test_input_stays(learner):
    """logits stays as it is"""
    leaves_alone(
        learner.softmax,
        torch.tensor([[0.5, 1.0], [2.0, -1.0]]),
        feedback="After the call logits itself holds other numbers: `-=` and methods that end in `_` change a tensor in "
        "place. Make a new one.",
    )


def test_by_hand(tree):
    """Your own arithmetic does it"""
    forbid(
        tree,
        "Your code calls `{found}`, which does the work. This time, build it from `exp`.",
        library={"softmax", "log_softmax", "Softmax", "LogSoftmax", "sigmoid", "softmin"},
    )
