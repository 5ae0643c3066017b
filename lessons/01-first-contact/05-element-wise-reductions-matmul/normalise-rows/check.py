import torch

from tutor.check import close, fail, floats, leaves_alone, matches


def reference(x):
    return x / x.sum(dim=1, keepdim=True)


def name_the_shape(got, want, x):
    fail(f"`normalise_rows` of shape {tuple(x.shape)} gave shape {tuple(got.shape)}; the shape should stay.")


MISTAKES = (
    (
        lambda x: x / x.sum(),
        "All numbers together sum to 1: you divided by the sum of everything. Each row has a sum of its own.",
    ),
    (
        lambda x: x / x.sum(dim=0),
        lambda x: (
            f"With shape {tuple(x.shape)} the columns sum to 1, not the rows. The axis you name is the one that goes."
        ),
    ),
    (
        lambda x: x / x.sum(dim=1),
        "On a square matrix each column was divided by the sum of the row with its number. Shapes line up from the "
        "right, so a vector of row sums lies along a row. Print its shape: should it lie, or stand?",
    ),
    (
        lambda x: x.softmax(dim=1),
        "Your rows sum to 1, but a number twice as large no longer has twice the share. Divide, and only divide.",
    ),
    (
        lambda x: x / x.mean(dim=1, keepdim=True),
        lambda x: f"Each row sums to {x.shape[1]}: you divided by the mean. The sum is {x.shape[1]} times as large.",
    ),
)


def judge(learner, *shape):
    x = floats(*shape, low=0.1, high=1.1, dtype=[torch.float32, torch.float64])
    sizes = {"n": (2, 5), "rows": (1, 7), "columns": (1, 7)}
    matches(learner.normalise_rows, reference, x, sizes=sizes, mistakes=MISTAKES, explain_shape=name_the_shape)


def test_square(learner):
    """It works on square matrices"""
    judge(learner, "n", "n")


def test_random(learner):
    """Every row is divided by its own sum, for 20 random shapes"""
    judge(learner, "rows", "columns")


def test_sums(learner):
    """The rows sum to 1, also for large numbers"""
    x = 1000 * torch.rand(6, 40) + 1
    got = learner.normalise_rows(x)
    close(got, reference(x), "normalise_rows(x)")
    close(got.sum(dim=1), torch.ones(6), "the sum of each row")


def test_x_stays(learner):
    """x is the same afterwards"""
    leaves_alone(
        learner.normalise_rows,
        torch.tensor([[1.0, 3.0], [2.0, 2.0]]),
        feedback="`x` itself was changed: whoever handed it in still needs it. Make a new tensor instead of writing "
        "into `x`.",
    )
