import torch

from tutor.check import close, fail, floats, leaves_alone, matches


def reference(x):
    return (x - x.mean(dim=0)) / x.std(dim=0)


def name_the_shape(got, want, x):
    fail(f"`standardise` of shape {tuple(x.shape)} gave shape {tuple(got.shape)}; the shape should stay.")


def by_rows(x):
    return (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)


OF_ROWS = "You took the mean of each row, over different features. Reduce over the samples: which axis are they?"
MISTAKES = (
    (
        lambda x: (x - x.mean()) / x.std(),
        "You used one mean and one deviation for all numbers. Each column has its own: which axis should go?",
    ),
    (by_rows, OF_ROWS),
    (lambda x: (x - x.mean(dim=1, keepdim=True)) / x.std(dim=0), OF_ROWS),
    (
        lambda x: (x - x.mean(dim=1)) / x.std(dim=1),
        "On this square matrix the numbers of row i were used for column i. It only fitted by chance: "
        "which axis should the reduction let go?",
    ),
    (
        lambda x: x - x.mean(dim=0),
        "Every column has mean 0 now, but its own scale still. Divide by the deviation as well.",
    ),
    (lambda x: x - x.mean(dim=0) / x.std(dim=0), "Only the mean was divided: `/` comes before `-`. Put brackets."),
    (
        lambda x: x / x.std(dim=0),
        "Every column has deviation 1 now, but its mean is not 0. Subtract the mean first.",
    ),
    (lambda x: (x - x.mean(dim=0)) / x.var(dim=0), "You divided by the variance. The deviation is its root: `std`."),
    (
        lambda x: (x - x.mean(dim=0)) / x.std(dim=0, correction=0),
        "Your deviation divides by n; `x.std` divides by n - 1, and the task asks for that one.",
    ),
    (
        lambda x: (x - x.amin(dim=0)) / (x.amax(dim=0) - x.amin(dim=0)),
        "You scaled every column to 0 … 1 by its smallest and largest number. Asked are mean 0 and deviation 1.",
    ),
)


def matrix(low, high):
    """Columns that have a place and a scale of their own, and never two equal numbers below one another."""

    def case(draw):
        rows = draw.integer(low, high)
        columns = rows if high <= 6 else draw.integer(2, 6)
        apart = torch.arange(rows)[:, None] * (1 + torch.arange(columns))
        return draw.floats(rows, columns) + apart + 5 * draw.floats(columns)

    return case


def judge(learner, case, draws):
    words = {"explain_shape": name_the_shape, "mistakes": MISTAKES}
    matches(learner.standardise, reference, case, draws=draws, rtol=1e-3, atol=1e-3, **words)


def test_square(learner):
    """It works on square matrices"""
    judge(learner, matrix(3, 6), draws=6)


def test_random(learner):
    """Every column is standardised, for 20 random shapes"""
    judge(learner, matrix(3, 29), draws=20)


def test_mean_and_deviation(learner):
    """The columns have mean 0 and standard deviation 1"""
    x = torch.rand(50, 4) * torch.tensor([1.0, 10.0, 100.0, 0.1]) + 3
    got = learner.standardise(x)
    close(got, reference(x), "standardise(x)", rtol=1e-3, atol=1e-3)
    close(got.mean(dim=0), torch.zeros(4), "the mean of each column", rtol=0, atol=1e-4)
    close(got.std(dim=0), torch.ones(4), "the deviation of each column", rtol=0, atol=1e-4)


def test_x_stays(learner):
    """x is the same afterwards"""
    leaves_alone(
        learner.standardise,
        torch.tensor([[1.0, 3.0], [2.0, 5.0]]),
        feedback="`x` itself was changed: whoever handed it in still needs it. Make a new tensor instead of writing "
        "into `x`.",
    )
